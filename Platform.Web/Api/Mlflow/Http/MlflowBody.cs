using System.Buffers;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Platform.Web.Api.Mlflow;

/// <summary>A request's whole body in a rented array; dispose it to give the array back.</summary>
internal readonly struct MlflowBody : IDisposable
{
    /// <summary>
    /// Bound of JSON calls in bytes. MLflow documents 1 MB for log-batch, but its limits by count and length allow more: 1,000 keys of 250
    /// characters, 100 values of 6,000 and 100 of 8,000, each character up to 6 bytes when escaped.
    /// </summary>
    public const int SmallBytes = 12 << 20;

    /// <summary>Bound of log-inputs, whose profiles may have 16 MB.</summary>
    public const int LargeBytes = 17 << 20;

    private readonly byte[] _rented;
    private readonly int _length;

    private MlflowBody(byte[] rented, int length) => (_rented, _length) = (rented, length);

    public ReadOnlyMemory<byte> Memory => _rented.AsMemory(0, _length);

    public ReadOnlySpan<byte> Span => _rented.AsSpan(0, _length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);

    /// <summary>Reads a JSON body; without a content type or with another one than JSON it is refused, as MLflow's own server does.</summary>
    /// <exception cref="MlflowException">Not declared as JSON, or more than <paramref name="maxBytes"/>.</exception>
    public static async ValueTask<MlflowBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        RequireJson(request);
        if (request.ContentLength > maxBytes)
            throw MlflowException.TooLarge(maxBytes);
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw MlflowException.TooLarge(maxBytes);
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var length = (int)read.Buffer.Length;
            var rented = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
            read.Buffer.CopyTo(rented);
            reader.AdvanceTo(read.Buffer.End);
            return new MlflowBody(rented, length);
        }
    }

    /// <summary>The refusal of a body that is not JSON, with line and column.</summary>
    public static MlflowException NotJson(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var what = (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.', ' ');
        return MlflowException.BadRequest($"The body is not JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}: {what}.");
    }

    private static void RequireJson(HttpRequest request)
    {
        var type = request.ContentType;
        if (string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
            return;
        if (!MediaTypeHeaderValue.TryParse(type, out var parsed) || !parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw MlflowException.BadRequest("Bad Request. Content-Type should be 'application/json'.");
    }
}
