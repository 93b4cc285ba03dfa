namespace Search;

/// <summary>What happened in a replay; ready for JSON.</summary>
/// <param name="Trials">The trials in the order of starting.</param>
/// <param name="Best">Every improvement of the best value, in order.</param>
/// <param name="Epochs">Epochs trained over all trials.</param>
/// <param name="LaneSeconds">Seconds of training over all lanes.</param>
/// <param name="Seconds">Seconds from the start to the end of the last trial.</param>
public sealed record ReplayRun(IReadOnlyList<ReplayedTrial> Trials, IReadOnlyList<ReplayPoint> Best, int Epochs, double LaneSeconds, double Seconds)
{
    /// <summary>The best value found, minimised; null when none was finite.</summary>
    public double? BestValue => Best.Count == 0 ? null : Best[^1].Value;

    /// <summary>When a value at most <paramref name="target"/> was first reached; null when never.</summary>
    public ReplayPoint? Reached(double target) => Best.FirstOrDefault(point => point.Value <= target);
}
