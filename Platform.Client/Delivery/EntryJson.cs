using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Client.Delivery;

/// <summary>How entries are written to the spool.</summary>
internal static class EntryJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter<RunStatus>() },
    };

    /// <summary>One line, without its end.</summary>
    public static byte[] Write(Entry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, Options);

    /// <summary>Null if the line is damaged.</summary>
    public static Entry? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line, Options);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
