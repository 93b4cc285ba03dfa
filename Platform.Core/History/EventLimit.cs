using System.Globalization;

namespace Platform.Core.History;

/// <summary>Counts the events that a question about the past folds. Not thread-safe.</summary>
/// <param name="most">Of which no more are folded.</param>
internal sealed class EventLimit(int most)
{
    private int _seen;

    /// <summary>Counts events that were folded.</summary>
    /// <exception cref="InvalidInputException">They are too many.</exception>
    public void Add(int events)
    {
        _seen += events;
        if (_seen > most)
            throw new InvalidInputException("asOf", string.Create(CultureInfo.InvariantCulture, $"lies behind more than {most:N0} events of this; give an earlier moment, or leave it out for the present."));
    }

    /// <summary>Another that has counted as much.</summary>
    public EventLimit Copy() => new(most) { _seen = _seen };
}
