using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Core.Experiments;

/// <summary>Plain scalars of YAML 1.2's core schema (section 10.3.2): which texts are null, true, whole or real numbers; everything else is text.</summary>
internal static partial class SweepFileNumber
{
    /// <summary>The typed value of an unquoted text. Whole numbers beyond 64 bits become double.</summary>
    public static object? Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
        "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        _ when Whole().IsMatch(plain) => WholeNumber(plain),
        _ when RealNumber().IsMatch(plain) => Real(plain),
        _ when Based().IsMatch(plain) => FromBase(plain),
        _ => plain,
    };

    /// <summary>The shortest text that reads back to the same bits and is a real, not a whole, number in both YAML and JSON.</summary>
    public static string Write(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
        return double.IsFinite(value) && !text.Contains('.', StringComparison.Ordinal) && !text.Contains('e', StringComparison.Ordinal) ? text + ".0" : text;
    }

    private static object WholeNumber(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return Real(text);
    }

    private static double Real(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static object FromBase(string text)
    {
        var digits = text[2..];
        if (text[1] == 'x' && digits.Length <= 15)
            return Convert.ToInt64(digits, 16);
        if (text[1] == 'o' && digits.Length <= 20)
            return Convert.ToInt64(digits, 8);
        return text;
    }

    [GeneratedRegex(@"^[-+]?[0-9]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RealNumber();

    [GeneratedRegex(@"^0(o[0-7]+|x[0-9a-fA-F]+)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Based();
}
