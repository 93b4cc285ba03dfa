using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Web.Experiments.Board;

/// <summary>
/// A message for chart-board.js as one body: the length of its JSON (4 bytes, little-endian), the JSON, then its numbers. Where the JSON has <c>{"at": [offset, length]}</c> stand so
/// many bytes of the numbers, which begin at the first multiple of 8 after the JSON. Pure.
/// </summary>
public static class BoardBytes
{
    private const int Alignment = 8; // of a double, so that the browser reads the numbers where they lie

    /// <summary>The body of a message.</summary>
    public static byte[] Of(IReadOnlyDictionary<string, object> message)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var numbers = new MemoryStream();
        var json = JsonSerializer.SerializeToUtf8Bytes(message, Beside(numbers));
        var start = Aligned(sizeof(int) + json.Length);
        var body = new byte[start + numbers.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, json.Length);
        json.CopyTo(body, sizeof(int));
        numbers.GetBuffer().AsSpan(0, (int)numbers.Length).CopyTo(body.AsSpan(start));
        return body;
    }

    // Rare: once for each reading of a sweep.
    private static JsonSerializerOptions Beside(MemoryStream numbers) => new(JsonSerializerDefaults.Web) { Converters = { new Aside(numbers) } };

    private static int Aligned(int length) => (length + Alignment - 1) / Alignment * Alignment;

    private sealed class Aside(MemoryStream numbers) : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Bodies are read by browsers only.");

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("at");
            writer.WriteNumberValue(numbers.Length);
            writer.WriteNumberValue(value.Length);
            writer.WriteEndArray();
            writer.WriteEndObject();
            numbers.Write(value);
            numbers.SetLength(Aligned((int)numbers.Length));
            numbers.Position = numbers.Length;
        }
    }
}
