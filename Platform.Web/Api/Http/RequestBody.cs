using System.Text;
using Microsoft.Net.Http.Headers;
using Platform.Core;

namespace Platform.Web.Api;

/// <summary>Reads request bodies completely and within a bound, whatever the server's own limit is.</summary>
internal static class RequestBody
{
    /// <summary>Bound of small JSON commands, in bytes.</summary>
    public const int SmallBytes = 64 * 1024;

    /// <summary>Bound of a JSON command with a text of so many characters, each of which may be written as an escape of six bytes.</summary>
    public static int BytesOfText(int characters) => SmallBytes + (6 * characters);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body's bytes.</summary>
    /// <exception cref="RequestRefusedException">More than <paramref name="maxBytes"/> (413).</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        var buffer = new MemoryStream(capacity: (int)Math.Clamp(request.ContentLength ?? 4096, 0, maxBytes));
        var block = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, cancellation)) > 0)
        {
            if (buffer.Length + read > maxBytes)
                throw TooLarge(maxBytes);
            buffer.Write(block, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>The body as text, in UTF-8 with or without its mark.</summary>
    /// <exception cref="InvalidInputException">Not UTF-8.</exception>
    public static async Task<string> ReadTextAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        var bytes = await ReadAsync(request, maxBytes, cancellation);
        try
        {
            return Strict.GetString(bytes.Span).TrimStart('\ufeff');
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidInputException("file", $"is not UTF-8 text: the byte at offset {error.Index} is wrong; save the file as UTF-8.");
        }
    }

    /// <summary>The media type without parameters, in lower case; null when there is none or it is malformed.</summary>
    public static string? MediaType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() : null;

    /// <exception cref="RequestRefusedException">The media type is not one of <paramref name="allowed"/> (415).</exception>
    public static string RequireMediaType(HttpRequest request, params ReadOnlySpan<string> allowed)
    {
        var given = MediaType(request);
        foreach (var type in allowed)
        {
            if (given == type)
                return type;
        }

        throw new RequestRefusedException(
            StatusCodes.Status415UnsupportedMediaType, $"Content-Type is {(given is null ? "missing or malformed" : $"'{given}'")}; send {string.Join(" or ", allowed.ToArray())}.");
    }

    private static RequestRefusedException TooLarge(int maxBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, $"The body is larger than the {maxBytes} bytes that this route takes.");
}
