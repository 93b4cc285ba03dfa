using System.Globalization;

namespace Platform.Web.Api.Mlflow;

/// <summary>What texts may hold so that the database's JSON can keep them, and numbers that come as texts.</summary>
internal static class MlflowText
{
    /// <summary>The text itself. NUL and halves of Unicode characters are refused: PostgreSQL's jsonb cannot hold them.</summary>
    /// <exception cref="MlflowException">It holds one.</exception>
    public static string Check(string text, string path)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\0')
                throw MlflowException.Invalid($"Parameter '{path}' holds the character U+0000 at position {i + 1}; remove it.");
            if (!char.IsSurrogate(c))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(c, text[i + 1]))
                throw MlflowException.Invalid($"Parameter '{path}' holds half of a Unicode character at position {i + 1}; remove it.");
            i++;
        }

        return text;
    }

    /// <summary>A number as Python and protobuf write it: also NaN, Infinity and -Infinity.</summary>
    public static bool TryNumber(string text, out double number)
    {
        number = text switch
        {
            "NaN" or "nan" => double.NaN,
            "Infinity" or "inf" => double.PositiveInfinity,
            "-Infinity" or "-inf" => double.NegativeInfinity,
            _ => 0,
        };
        return number != 0 || double.IsNaN(number) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}
