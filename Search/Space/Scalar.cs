using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Search;

/// <summary>The four kinds of parameter value, double, long, string and bool, and their one JSON form.</summary>
internal static class Scalar
{
    /// <summary>Turns any .NET number, string or bool into double, long, string or bool.</summary>
    /// <exception cref="ArgumentException">The value is of another type, not finite, or an integer beyond 64 bits.</exception>
    public static object Normalize(object? value, string name) => value switch
    {
        double d when double.IsFinite(d) => d,
        float f when float.IsFinite(f) => (double)f,
        long or string or bool => value,
        int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        decimal m => (double)m,
        JsonElement e => Read(e) ?? throw new ArgumentException($"'{name}' is {e.GetRawText()}; give a number, a text, true or false.", name),
        double or float => throw new ArgumentException($"'{name}' is {value}; a parameter value must be a finite number.", name),
        _ => throw new ArgumentException($"'{name}' is a {value?.GetType().Name ?? "null"}; give a number, a text, true or false.", name),
    };

    public static IReadOnlyList<object> NormalizeAll(IReadOnlyList<object> values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return [.. values.Select(value => Normalize(value, name))];
    }

    /// <summary>Equality that ignores whether a number is written 1 or 1.0: what a person means by "the same choice".</summary>
    public static bool Same(object left, object right) => (left, right) switch
    {
        (long a, double b) => a == b,
        (double a, long b) => a == b,
        _ => left.Equals(right),
    };

    /// <summary>A numeric scalar as a double; null for a text or bool.</summary>
    public static double? Number(object value) => value switch
    {
        double real => real,
        long whole => whole,
        _ => null,
    };

    /// <summary>Reads a JSON scalar: an integer literal within 64 bits is a long, any other number a double; null when it is neither scalar nor finite.</summary>
    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when IsInteger(element) && element.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number when element.TryGetDouble(out var real) && double.IsFinite(real) => real,
        _ => null,
    };

    /// <summary>
    /// The shortest decimal that reads back to the same bits and still reads as a double: always with a point or a negative
    /// exponent, because PostgreSQL's jsonb rewrites 1E+16 as an integer but keeps 10000000000000000.0.
    /// </summary>
    public static string Write(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (text.Contains("E+", StringComparison.Ordinal))
            return value.ToString("F1", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) || text.Contains('E', StringComparison.Ordinal) ? text : text + ".0";
    }

    public static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case double d: writer.WriteRawValue(Write(d)); break;
            case long l: writer.WriteNumberValue(l); break;
            case bool b: writer.WriteBooleanValue(b); break;
            default: writer.WriteStringValue((string)value); break;
        }
    }

    public static JsonNode ToJson(object value) => value switch
    {
        double d => JsonNode.Parse(Write(d))!,
        long l => JsonValue.Create(l),
        bool b => JsonValue.Create(b),
        _ => JsonValue.Create((string)value),
    };

    /// <summary>The value as a person reads it in a message, independent of culture.</summary>
    public static string Show(object value) => value switch
    {
        bool b => b ? "true" : "false",
        string s => $"'{s}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static bool IsInteger(JsonElement element) => element.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0;
}
