namespace Search;

/// <summary>
/// Patience: a trial is only judged when its best value has not improved by more than delta within the last n epochs; then an
/// inner pruner decides, or, without one, the trial stops. Early stopping of Prechelt, "Early stopping - but when?", 1998, as a
/// pruner. Cost O(e) and that of the inner pruner.
/// </summary>
/// <param name="options">The options.</param>
/// <param name="inner">Decides when patience has run out; null prunes then.</param>
public sealed class PatientPruner(PatientPrunerOptions options, IPruner? inner) : IPruner
{
    /// <summary>The options in force.</summary>
    public PatientPrunerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "patient";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(study);
        var epoch = curve.Count;
        if (epoch >= study.MaxEpochs)
            return PrunerText.Last(epoch);
        if (epoch <= Options.Patience)
            return PrunerText.Kept(epoch, $"the patience is {Options.Patience} epochs");

        var before = Curves.Best(curve, epoch - Options.Patience) ?? double.PositiveInfinity;
        var now = Curves.Best(curve, epoch) ?? double.PositiveInfinity;
        var sign = study.Maximised ? -1 : 1;
        if (now < before - Options.Delta)
            return PrunerText.Kept(epoch, $"it improved to {sign * now:G6} within the last {Options.Patience} epochs") with { Rung = epoch, Value = now };
        if (inner is not null)
        {
            var verdict = inner.Judge(trialNumber, curve, study);
            return verdict with { Why = FormattableString.Invariant($"{verdict.Why[..^1]}; no improvement in {Options.Patience} epochs.") };
        }

        if (double.IsPositiveInfinity(now))
            return PrunerText.Pruned(epoch, $"it has had no finite value in {epoch} epochs") with { Rung = epoch };
        var bound = before - Options.Delta;
        return PrunerText.Pruned(epoch, $"its best value {sign * before:G6} has not improved by more than {Options.Delta:G6} in {Options.Patience} epochs") with { Rung = epoch, Value = now, Bound = bound };
    }
}
