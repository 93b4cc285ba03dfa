namespace Search;

/// <summary>
/// Stops a trial whose latest value lies outside fixed bounds, or is not a number: for what is known beforehand, such as the loss
/// of guessing. The only pruner that looks at <see cref="StudyView.Maximised"/>, because people give bounds in the metric's own
/// values. Cost O(1).
/// </summary>
public sealed class ThresholdPruner(ThresholdPrunerOptions options) : IPruner
{
    /// <summary>The options in force.</summary>
    public ThresholdPrunerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "threshold";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(study);
        var epoch = curve.Count;
        if (epoch == 0)
            return PrunerText.Kept(epoch, $"it has no value yet");
        if (epoch <= Options.WarmupEpochs)
            return PrunerText.Kept(epoch, $"it is within the warm-up of {Options.WarmupEpochs}");
        if (epoch >= study.MaxEpochs)
            return PrunerText.Last(epoch);
        var value = curve[^1];
        var sign = study.Maximised ? -1 : 1;
        var shown = sign * value;
        if (!double.IsFinite(value))
            return Options.PruneNotFinite ? PrunerText.Pruned(epoch, $"its value is not a finite number") : PrunerText.Kept(epoch, $"its value is not finite, which this sweep allows");
        if (shown < Options.Lower)
            return PrunerText.Pruned(epoch, $"{shown:G6} is below the lower bound {Options.Lower:G6}") with { Rung = epoch, Value = value, Bound = sign * Options.Lower };
        if (shown > Options.Upper)
            return PrunerText.Pruned(epoch, $"{shown:G6} is above the upper bound {Options.Upper:G6}") with { Rung = epoch, Value = value, Bound = sign * Options.Upper };
        return PrunerText.Kept(epoch, $"{shown:G6} lies within the bounds") with { Rung = epoch, Value = value };
    }
}
