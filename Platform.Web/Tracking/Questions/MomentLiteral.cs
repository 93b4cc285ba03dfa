using System.Globalization;
using Platform.Core.Tracking;

namespace Platform.Web.Tracking;

using RunComparison = Platform.Core.Tracking.RunComparison; // here: the namespace around has another type of this name

/// <summary>
/// Times and durations as people write them. A time is a date with or without a time of day, in UTC unless it says otherwise, or <c>now</c>, less a duration if need be
/// (<c>now-7d</c>). It stands for all of what it names: a date is the whole day, so <c>&lt;=</c> includes it and <c>&gt;</c> begins after it. A duration is a
/// number with <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c> or <c>w</c>.
/// </summary>
internal static class MomentLiteral
{
    private static readonly (string Format, long Milliseconds)[] Formats =
    [
        ("yyyy-MM-dd", 86_400_000), ("yyyy-MM-ddTHH:mmK", 60_000), ("yyyy-MM-dd HH:mmK", 60_000), ("yyyy-MM-ddTHH:mm:ssK", 1_000), ("yyyy-MM-dd HH:mm:ssK", 1_000),
        ("yyyy-MM-ddTHH:mm:ss.fffK", 1), ("yyyy-MM-dd HH:mm:ss.fffK", 1),
    ];

    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000)];

    /// <summary>The condition that compares a time or a duration; null if the text is none.</summary>
    public static RunFilter? Condition(RunField field, RunComparison comparison, string text, DateTimeOffset now)
    {
        if (field.Key == RunAttribute.Duration)
            return Duration(text) is { } length ? new NumberIs(field, comparison, length) : null;
        if (Span(text, now) is not var (start, end))
            return null;
        return comparison switch
        {
            RunComparison.Equal => new AllOf([new NumberIs(field, RunComparison.AtLeast, start), new NumberIs(field, RunComparison.Less, end)]),
            RunComparison.NotEqual => new AnyOf([new NumberIs(field, RunComparison.Less, start), new NumberIs(field, RunComparison.AtLeast, end)]),
            RunComparison.AtMost => new NumberIs(field, RunComparison.Less, end),
            RunComparison.Greater => new NumberIs(field, RunComparison.AtLeast, end),
            _ => new NumberIs(field, comparison, start),
        };
    }

    /// <summary>What can stand there, for messages.</summary>
    public static string Expected(RunField field) => field.Key == RunAttribute.Duration
        ? "a duration such as 90s, 10m or 1.5h" : "a time such as 2026-01-31, '2026-01-31 12:30', now-7d or Unix milliseconds";

    // Unix milliseconds, from and before.
    private static (double Start, double End)? Span(string text, DateTimeOffset now)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith("now", StringComparison.OrdinalIgnoreCase))
        {
            var back = trimmed.Length == 3 ? 0 : trimmed[3] == '-' ? Duration(trimmed[4..]) : null;
            return back is { } less ? (Math.Floor(now.ToUnixTimeMilliseconds() - less), Math.Floor(now.ToUnixTimeMilliseconds() - less) + 1) : null;
        }
        foreach (var (format, milliseconds) in Formats)
        {
            if (DateTimeOffset.TryParseExact(trimmed, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                return (at.ToUnixTimeMilliseconds(), at.ToUnixTimeMilliseconds() + milliseconds);
        }
        return null;
    }

    private static double? Duration(string text)
    {
        var trimmed = text.Trim();
        foreach (var (unit, milliseconds) in Units)
        {
            if (trimmed.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(trimmed[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return number * milliseconds;
        }
        return null;
    }
}
