using System.Globalization;
using Platform.Core.Journal;

namespace Platform.Core.History;

/// <summary>A moment of the past: up to and including an event of the journal, or what was written until a time.</summary>
/// <param name="Sequence">The event's number; null if the moment is a time.</param>
/// <param name="Time">The time; null if the moment is an event.</param>
public sealed record AsOf(long? Sequence, DateTimeOffset? Time)
{
    /// <summary>The moment of an event.</summary>
    public static AsOf Event(long sequence) => new(sequence, null);

    /// <summary>The moment of a time.</summary>
    public static AsOf At(DateTimeOffset time) => new(null, time);

    /// <summary>A moment from text: an event's number, or a time in ISO 8601, in UTC unless it says otherwise.</summary>
    /// <param name="field">The name of what was given, for the message.</param>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static AsOf Parse(string text, string field)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return Event(sequence);
        string[] forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK"];
        return DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowLeadingWhite, out var time)
            ? At(time)
            : throw new InvalidInputException(field, $"is '{(text.Length <= 50 ? text : text[..50] + "…")}'; give the number of an event, as a run's events list it, or a time such as 2026-01-31T12:00:00Z.");
    }

    /// <summary>Whether an event had happened.</summary>
    public bool Includes(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        return Sequence is { } sequence ? recorded.Sequence <= sequence : recorded.Timestamp <= Time;
    }
}
