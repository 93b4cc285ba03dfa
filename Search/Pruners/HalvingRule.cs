namespace Search;

/// <summary>
/// Asynchronous halving by stopping: a trial at a rung goes on when it is among the best 1/eta of all values recorded at that rung
/// so far, its own included; a trial that completed by itself before counts there with its best. Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020, algorithm 2, in
/// the stopping form, which never waits: a trial continues at once instead of being promoted later. Cost O(n e + n log n) at a rung.
/// </summary>
internal static class HalvingRule
{
    /// <param name="trialNumber">The trial judged.</param>
    /// <param name="curve">Its curve.</param>
    /// <param name="study">The history.</param>
    /// <param name="rungs">Epochs of the rungs, ascending.</param>
    /// <param name="eta">Reduction factor, at least 2.</param>
    /// <param name="among">Which other trials it competes with, by number.</param>
    /// <param name="who">What these are called, such as <c>trials</c>.</param>
    public static Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study, int[] rungs, int eta, Func<int, bool> among, string who)
    {
        var epoch = curve.Count;
        if (epoch >= study.MaxEpochs)
            return PrunerText.Last(epoch);
        if (Array.IndexOf(rungs, epoch) < 0)
        {
            return Array.Find(rungs, rung => rung > epoch) is var next && next > 0
                ? PrunerText.Kept(epoch, $"the next rung is at epoch {next}")
                : PrunerText.Kept(epoch, $"no rung is left before its last, {study.MaxEpochs}");
        }

        var own = Curves.Best(curve, epoch) ?? double.PositiveInfinity;
        var values = CurveTable.Others(study, trialNumber, trials => trials
            .Where(other => (other.Curve.Count >= epoch || Curves.EndedBefore(other, epoch)) && among(other.Number))
            .Select(other => Curves.Best(other, epoch) ?? double.PositiveInfinity)
            .Append(own)
            .Order()
            .ToArray());
        var bound = values[Math.Max(1, values.Length / eta) - 1];
        var best = values.Length < eta ? "the best" : PrunerText.BestPart(eta);
        return PrunerText.Compared(study, epoch, own, bound, $"{best} of {values.Length} {who} at this rung") with { Rung = epoch };
    }
}
