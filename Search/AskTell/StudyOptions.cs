namespace Search;

/// <summary>What a <see cref="Study"/> is to search for. Told and reported values keep the caller's sign.</summary>
public sealed record StudyOptions
{
    /// <summary>Fixes every proposal, together with what is told.</summary>
    public long Seed { get; init; }

    /// <summary>One direction an objective, at least one.</summary>
    public IReadOnlyList<StudyDirection> Directions { get; init; } = [StudyDirection.Minimize];

    /// <summary>How many trials may be proposed, added ones included; null for no bound.</summary>
    public int? Trials { get; init; }

    /// <summary>The full budget of a trial in steps, at least 1; null to take the largest step reported so far.</summary>
    public int? MaxEpochs { get; init; }

    /// <summary>Earlier studies to learn from, the most trusted first.</summary>
    public IReadOnlyList<PastStudy> Past { get; init; } = [];
}
