using System.Globalization;
using System.Text.Json;

namespace Platform.Web.Api.Mlflow;

/// <summary>Reads single values where the reader stands before them.</summary>
internal static partial class MetricBodies
{
    private static string? Text(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.String)
            throw MlflowException.Value(path, Raw(ref reader), "give a string.");
        return MlflowText.Check(Unescaped(ref reader, path), path);
    }

    private static double? Number(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number))
            return number;
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        return reader.TokenType == JsonTokenType.String && MlflowText.TryNumber(Unescaped(ref reader, path), out number)
            ? number
            : throw MlflowException.Value(path, Raw(ref reader), "give a number of 64 bits (double).");
    }

    private static long? Whole(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            return number;
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType == JsonTokenType.String && long.TryParse(Unescaped(ref reader, path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return number;
        if (reader.TokenType == JsonTokenType.Number && MlflowJson.TryWhole(reader.GetDouble(), out number))
            return number;
        throw MlflowException.Value(path, Raw(ref reader), "give a whole number of 64 bits.");
    }

    private static string Unescaped(ref Utf8JsonReader reader, string path)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw MlflowException.Invalid($"Parameter '{path}' holds half of a Unicode character; remove it.");
        }
    }

    private static string Raw(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "{…}",
        JsonTokenType.StartArray => "[…]",
        _ => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
    };
}
