using System.Globalization;

namespace Platform.Core.Import;

/// <summary>Numbers as Python, pandas and spreadsheets write them.</summary>
internal static class SourceNumbers
{
    /// <summary>A decimal number, or nan, inf and infinity in any case with a sign.</summary>
    public static bool TryValue(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        var negative = text.StartsWith("-");
        value = (text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text) switch
        {
            var word when word.Equals("nan", StringComparison.OrdinalIgnoreCase) => double.NaN,
            var word when word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase) => negative ? double.NegativeInfinity : double.PositiveInfinity,
            _ => 0,
        };
        return !double.IsFinite(value);
    }

    /// <summary>A whole number, also written as 3.0.</summary>
    public static bool TryWhole(ReadOnlySpan<char> text, out long value)
    {
        text = text.Trim();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || Math.Floor(number) != number || Math.Abs(number) > 1L << 53)
            return false;
        value = (long)number;
        return true;
    }

    /// <summary>A time: Unix seconds (also with a fraction) or milliseconds, or a date and time of ISO 8601 (UTC without an offset); in Unix milliseconds.</summary>
    public static bool TryTime(ReadOnlySpan<char> text, out long milliseconds)
    {
        text = text.Trim();
        milliseconds = 0;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (!double.IsFinite(number) || number < 0 || number > 1e15)
                return false;
            milliseconds = (long)Math.Round(number < 1e11 ? number * 1000 : number); // 1e11 s is the year 5138, 1e11 ms is 1973
            return true;
        }
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
            return false;
        milliseconds = date.ToUnixTimeMilliseconds();
        return milliseconds >= 0;
    }
}
