using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>
/// A schedule in the words of Quartz's cron expressions, in UTC: second, minute, hour, day of the month, month, day of the week and, if wanted, year,
/// as <c>0 30 3 ? * MON-FRI</c>. Of Quartz's language it takes what cannot be misread: numbers, names, lists, ranges, steps, <c>*</c>, <c>?</c> and <c>L</c>
/// for the last day of the month; days are named by the month or by the week, not by both. What it takes fires at the times at which Quartz fires it.
/// Immutable.
/// </summary>
public sealed class CronSchedule
{
    /// <summary>The longest text, in characters.</summary>
    public const int Longest = 200;

    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private readonly bool[] _seconds;
    private readonly bool[] _minutes;
    private readonly bool[] _hours;
    private readonly bool[]? _monthDays;
    private readonly bool[] _months;
    private readonly bool[]? _weekdays;
    private readonly bool[] _years;
    private readonly bool _lastDay;

    private CronSchedule(string[] parts)
    {
        (_seconds, _minutes, _hours) = (new CronField("second", 0, 59).Read(parts[0]), new CronField("minute", 0, 59).Read(parts[1]), new CronField("hour", 0, 23).Read(parts[2]));
        _lastDay = parts[3].Equals("L", StringComparison.OrdinalIgnoreCase);
        _monthDays = _lastDay || IsAny(parts[3]) ? null : new CronField("day of the month", 1, 31).Read(parts[3]);
        _months = new CronField("month", 1, 12, Months).Read(parts[4]);
        _weekdays = IsAny(parts[5]) ? null : new CronField("day of the week", 1, 7, Weekdays).Read(parts[5]);
        _years = new CronField("year", FirstYear, LastYear).Read(parts.Length == 7 ? parts[6] : "*");
        if ((_monthDays is not null || _lastDay) && _weekdays is not null)
            throw new FormatException("names days both of the month and of the week; give ? for one of the two.");
    }

    /// <summary>What is wrong with a text, as the rest of a sentence that begins with the field's name; null if nothing is.</summary>
    public static string? Problem(string text)
    {
        try
        {
            return Parse(text).Next(new DateTimeOffset(FirstYear, 1, 1, 0, 0, 0, TimeSpan.Zero)) is null ? "names no time that ever comes; check day, month and year." : null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">It is none; says what is wrong and what to write instead.</exception>
    public static CronSchedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest)
            throw new FormatException($"has {text.Length} characters; at most {Longest} are allowed.");
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length switch
        {
            6 or 7 => new CronSchedule(parts),
            5 => throw new FormatException($"has five fields, as cron on Unix; here seconds come first and one of the two days is ?, such as '0 {(parts[4] == "*" ? $"{string.Join(' ', parts[..4])} ?" : $"{parts[0]} {parts[1]} ? {parts[3]} MON")}'."),
            _ => throw new FormatException("does not have six fields; give second, minute, hour, day of the month, month and day of the week, such as '0 0 3 * * ?' for three o'clock each night."),
        };
    }

    /// <summary>The first time after a moment; null if there is none up to the year 2199.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var from = after.UtcDateTime.AddTicks(-(after.UtcTicks % TimeSpan.TicksPerSecond)).AddSeconds(1);
        for (var date = from.Date; date.Year <= LastYear; date = date.AddDays(1))
        {
            if (Fits(date) && TimeOn(date == from.Date ? from.TimeOfDay : TimeSpan.Zero) is { } time)
                return new DateTimeOffset(date + time, TimeSpan.Zero);
        }

        return null;
    }

    /// <summary>The next times after a moment, soonest first; fewer than wanted if there are no more.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset after, int count)
    {
        var times = new List<DateTimeOffset>();
        while (times.Count < count && Next(times.Count == 0 ? after : times[^1]) is { } next)
            times.Add(next);
        return times;
    }

    private static bool IsAny(string part) => part is "*" or "?";

    private bool Fits(DateTime date) =>
        _years[date.Year] && _months[date.Month]
        && (_monthDays is null || _monthDays[date.Day])
        && (!_lastDay || date.Day == DateTime.DaysInMonth(date.Year, date.Month))
        && (_weekdays is null || _weekdays[(int)date.DayOfWeek + 1]);

    // The first time of day that is not before another.
    private TimeSpan? TimeOn(TimeSpan from)
    {
        for (var hour = from.Hours; hour <= 23; hour++)
        {
            for (var minute = hour == from.Hours ? from.Minutes : 0; _hours[hour] && minute <= 59; minute++)
            {
                var second = _minutes[minute] ? Array.IndexOf(_seconds, true, hour == from.Hours && minute == from.Minutes ? from.Seconds : 0) : -1;
                if (second >= 0)
                    return new TimeSpan(hour, minute, second);
            }
        }

        return null;
    }
}
