using System.Globalization;

namespace Platform.Core.Import;

/// <summary>Numbers as Python, pandas and spreadsheets write them.</summary>
internal static class SourceNumbers
{
    private const double FirstSecond = 1e8; // March 1973
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

    /// <summary>
    /// A time: Unix seconds (also with a fraction) or milliseconds from 1973 on, or a date and time of ISO 8601 (UTC without an offset); in Unix milliseconds. Smaller numbers
    /// are no times: as a rule they count seconds from a run's start. Nor is a time of day without its day.
    /// </summary>
    /// <param name="isDate">Eight digits are a day, as in 20240131.</param>
    public static bool TryTime(ReadOnlySpan<char> text, bool isDate, out long milliseconds)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        text = text.Trim();
        milliseconds = 0;
        if (isDate && DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, utc, out var date))
            return ToUnix(date, out milliseconds);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (number is not (>= FirstSecond and <= 1e15))
                return false;
            milliseconds = (long)Math.Round(number < 1e11 ? number * 1000 : number); // 1e11 s is the year 5138, 1e11 ms is 1973
            return true;
        }
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, utc | DateTimeStyles.NoCurrentDateDefault, out date) && ToUnix(date, out milliseconds);
    }

    private static bool ToUnix(DateTime utc, out long milliseconds)
    {
        milliseconds = (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        return milliseconds >= 0;
    }
}
