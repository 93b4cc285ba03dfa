using System.Globalization;

namespace Platform.Core.History;

/// <summary>A moment of the past as it is asked for: an event of the journal, or a time. <see cref="PastViews.AtAsync"/> makes one number of it.</summary>
/// <param name="Sequence">The event's number; null if the moment is a time.</param>
/// <param name="Time">The time; null if the moment is an event.</param>
public sealed record AsOf(long? Sequence, DateTimeOffset? Time)
{
    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK"];

    /// <summary>The moment of an event.</summary>
    public static AsOf Event(long sequence) => new(sequence, null);

    /// <summary>The moment of a time.</summary>
    public static AsOf At(DateTimeOffset time) => new(null, time);

    /// <summary>
    /// A moment from text: an event's number, with or without <c>#</c> before it, or a time in ISO 8601, in UTC unless it says otherwise. A day is its beginning.
    /// Eight digits that are a day (20260131) could be both, and are neither.
    /// </summary>
    /// <param name="field">The name of what was given, for the message.</param>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static AsOf Parse(string text, string field)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw new InvalidInputException(field, string.Create(CultureInfo.InvariantCulture, $"is '{text}', which may be a day or an event; write the day {day:yyyy-MM-dd}, or the event #{text}."));
        var digits = text.StartsWith('#') ? text[1..] : text;
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return Event(sequence);
        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowLeadingWhite, out var time)
            ? At(time)
            : throw new InvalidInputException(field, $"is '{(text.Length <= 50 ? text : text[..50] + "…")}'; give the number of an event, as a run's events list it, or a time such as 2026-01-31T12:00:00Z.");
    }
}
