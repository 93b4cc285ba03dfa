namespace Platform.Core.Journal;

/// <summary>New events for one stream.</summary>
/// <param name="StreamId">See <see cref="StreamNames"/>.</param>
/// <param name="StreamType">Kind of the stream, stored when it is new.</param>
/// <param name="ExpectedVersion">The version that the stream has now: 0 means that it must not exist, <see cref="Any"/> takes whatever it has.</param>
/// <param name="Events">At least one event of a type known to <see cref="EventTypes"/>.</param>
public sealed record StreamAppend(string StreamId, string StreamType, long ExpectedVersion, IReadOnlyList<object> Events)
{
    /// <summary>As expected version: append after whatever is there.</summary>
    public const long Any = -1;
}
