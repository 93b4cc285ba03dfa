namespace Search;

/// <summary>What another pruner, order or budget would have saved and cost; ready for JSON. Values are minimised.</summary>
/// <param name="Epochs">Epochs trained under the candidate.</param>
/// <param name="EpochsSaved">Fewer than under the baseline; negative if more.</param>
/// <param name="HoursSaved">Hours of training saved, over all lanes.</param>
/// <param name="WallHoursSaved">How many hours earlier the sweep would have ended.</param>
/// <param name="BaselineBest">The best value of the baseline.</param>
/// <param name="CandidateBest">The best value of the candidate.</param>
/// <param name="BaselineReached">When the baseline reached its best value.</param>
/// <param name="CandidateReached">When the candidate reached the baseline's best value; null if never.</param>
/// <param name="SpeedUp">How many times sooner that was, in seconds; null if never.</param>
/// <param name="GoodTrials">How many trials count as good: those among the baseline's best share by full value.</param>
/// <param name="Lost">The good trials that the candidate pruned, the best first.</param>
public sealed record ReplayComparison(
    int Epochs, int EpochsSaved, double HoursSaved, double WallHoursSaved, double? BaselineBest, double? CandidateBest, ReplayPoint? BaselineReached,
    ReplayPoint? CandidateReached, double? SpeedUp, int GoodTrials, IReadOnlyList<ReplayedTrial> Lost)
{
    /// <summary>Compares two replays of the same records.</summary>
    /// <param name="baseline">Such as the replay without pruning.</param>
    /// <param name="candidate">The replay under another pruner, order or budget.</param>
    /// <param name="goodShare">The share of the trials, 0 to 1, whose loss is reported; at least one trial.</param>
    public static ReplayComparison Of(ReplayRun baseline, ReplayRun candidate, double goodShare = 0.1)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(candidate);
        var values = baseline.Trials.Select(trial => trial.FullValue).OfType<double>().Order().ToArray();
        var good = values.Length == 0 ? 0 : Math.Clamp((int)Math.Ceiling(goodShare * baseline.Trials.Count), 1, values.Length);
        var bound = good == 0 ? double.NegativeInfinity : values[good - 1];
        var lost = candidate.Trials.Where(trial => trial.State == TrialState.Pruned && trial.FullValue <= bound && !(trial.Value <= trial.FullValue));
        var before = baseline.BestValue is { } best ? baseline.Reached(best) : null;
        var after = baseline.BestValue is { } target ? candidate.Reached(target) : null;
        return new ReplayComparison(
            candidate.Epochs, baseline.Epochs - candidate.Epochs, (baseline.LaneSeconds - candidate.LaneSeconds) / 3600, (baseline.Seconds - candidate.Seconds) / 3600,
            baseline.BestValue, candidate.BestValue, before, after, before is not null && after is not null && after.Seconds > 0 ? before.Seconds / after.Seconds : null,
            good, [.. lost.OrderBy(trial => trial.FullValue).ThenBy(trial => trial.Number)]);
    }
}
