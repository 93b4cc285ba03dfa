using System.Globalization;
using System.Text.Json;

namespace Platform.Web.Api.Mlflow;

/// <summary>Reads values as MLflow's clients write them: numbers of 64 bits also as texts, NaN and infinities as texts.</summary>
internal static class MlflowJson
{
    /// <summary>A member; null when it is absent or null.</summary>
    public static JsonElement? Member(JsonElement owner, string name)
    {
        try
        {
            return owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw HalfName();
        }
    }

    /// <summary>The refusal of a field's name that is no text.</summary>
    public static MlflowException HalfName() => MlflowException.BadRequest("The name of a field holds half of a Unicode character; remove it.");

    /// <summary>A member that is a text; null when it is absent or null.</summary>
    public static string? Text(JsonElement owner, string name, string path) => Member(owner, name) is { } value ? Text(value, $"{path}.{name}") : null;

    /// <summary>A member that must be there.</summary>
    public static string Required(JsonElement owner, string name, string path) =>
        Text(owner, name, path) ?? throw MlflowException.MissingValue($"{path}.{name}");

    public static string? Text(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw MlflowException.Value(path, value.GetRawText(), "give a string.");
        try
        {
            return MlflowText.Check(value.GetString()!, path);
        }
        catch (InvalidOperationException)
        {
            throw MlflowException.Invalid($"Parameter '{path}' holds half of a Unicode character; remove it.");
        }
    }

    public static long Whole(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && (value.TryGetInt64(out var number) || TryWhole(value.GetDouble(), out number)))
            return number;
        var text = Raw(value);
        return value.ValueKind == JsonValueKind.String && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            ? number
            : throw MlflowException.Value(path, text, "give a whole number of 64 bits.");
    }

    /// <summary>A whole number written with a point or an exponent, such as 1.7e12.</summary>
    public static bool TryWhole(double value, out long number)
    {
        number = 0;
        if (value != Math.Truncate(value) || Math.Abs(value) >= 9.2e18)
            return false;
        number = (long)value;
        return true;
    }

    public static double Number(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number))
            return number;
        var text = Raw(value);
        return value.ValueKind == JsonValueKind.String && MlflowText.TryNumber(text, out number) ? number : throw MlflowException.Value(path, text, "give a number of 64 bits.");
    }

    public static bool Flag(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw MlflowException.Value(path, value.GetRawText(), "give true or false."),
    };

    // The text of a string; anything else as it was sent.
    private static string Raw(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
