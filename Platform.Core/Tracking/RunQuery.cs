namespace Platform.Core.Tracking;

/// <summary>A question for runs.</summary>
/// <param name="ExperimentIds">At least one; unknown ones hold no runs.</param>
public sealed record RunQuery(IReadOnlyList<string> ExperimentIds)
{
    /// <summary>The condition; null for every run.</summary>
    public RunFilter? Filter { get; init; }

    /// <summary>The order; ties, and all if it is empty, by start time, the latest first, then by identity.</summary>
    public IReadOnlyList<RunOrder> Order { get; init; } = [];

    public LifecycleView View { get; init; } = LifecycleView.ActiveOnly;

    /// <summary>1 to 50,000.</summary>
    public int MaxResults { get; init; } = 1000;

    /// <summary>The token that the page before named; null for the first page.</summary>
    public string? PageToken { get; init; }
}
