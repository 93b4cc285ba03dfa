using System.Globalization;
using System.Text.Json;

namespace Platform.Cli.Output;

/// <summary>Values as people read them.</summary>
internal static class Show
{
    public static string Number(double? value) => value is { } number ? number.ToString("G5", CultureInfo.InvariantCulture) : "";

    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : Number(value.GetDouble()),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => value.GetRawText(),
    };

    public static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Parameters(IReadOnlyDictionary<string, JsonElement> parameters) =>
        string.Join(' ', parameters.Select(p => $"{p.Key}={Value(p.Value)}"));
}
