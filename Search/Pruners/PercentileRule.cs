namespace Search;

/// <summary>
/// The comparison shared by <see cref="MedianPruner"/> and <see cref="PercentilePruner"/>: the trial's best value so far with a
/// quantile of the completed trials' best values within the same number of epochs; one that ended before by itself keeps its best. Cost O(n e + n log n).
/// </summary>
internal static class PercentileRule
{
    public static Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study, int startupTrials, int warmupEpochs, double share, string boundIs)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(study);
        var epoch = curve.Count;
        if (epoch <= warmupEpochs)
            return PrunerText.Kept(epoch, $"it is within the warm-up of {warmupEpochs}");
        if (epoch >= study.MaxEpochs)
            return PrunerText.Last(epoch);
        var others = CurveTable.Others(study, trialNumber, trials => trials
            .Where(other => other.State == TrialState.Completed)
            .Select(other => Curves.Best(other, epoch))
            .OfType<double>()
            .Order()
            .ToArray());
        if (others.Length < startupTrials)
            return PrunerText.Kept(epoch, $"only {others.Length} of the {startupTrials} completed trials needed can be compared");
        return PrunerText.Compared(
            study, epoch, Curves.Best(curve, epoch) ?? double.PositiveInfinity, Curves.Quantile(others, share), $"{boundIs} of {others.Length} completed trials") with { Rung = epoch };
    }
}
