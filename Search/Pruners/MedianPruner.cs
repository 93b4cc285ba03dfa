using System.Globalization;

namespace Search;

/// <summary>
/// The median stopping rule: a trial stops after epoch e when its best value so far is worse than the median of the completed
/// trials' best values within their first e epochs. Golovin et al., "Google Vizier", KDD 2017, section 3.2.2, with the best so
/// far in place of the running average, which a slow first epoch would spoil. Cost O(n e).
/// </summary>
public sealed class MedianPruner(MedianPrunerOptions options) : IPruner
{
    /// <summary>The rule with its default options.</summary>
    public MedianPruner() : this(new MedianPrunerOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public MedianPrunerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "median";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(study);
        var epoch = curve.Count;
        if (epoch <= Options.WarmupEpochs)
            return Keep($"epoch {epoch} is within the warm-up of {Options.WarmupEpochs}");
        if (epoch >= study.MaxEpochs)
            return Keep($"epoch {epoch} was its last");
        if (BestWithin(curve, epoch) is not { } own)
            return Keep("it has no finite value yet");
        var others = study.Observations
            .Where(other => other.State == TrialState.Completed && other.Number != trialNumber && other.Curve.Count >= epoch)
            .Select(other => BestWithin(other.Curve, epoch))
            .OfType<double>()
            .Order()
            .ToArray();
        if (others.Length < Options.StartupTrials)
            return Keep($"only {others.Length} of the {Options.StartupTrials} completed trials needed reached epoch {epoch}");
        var median = Median(others);
        var numbers = string.Create(CultureInfo.InvariantCulture,
            $"its best value {Shown(own):G6} after epoch {epoch} is {(own > median ? "worse than" : "no worse than")} the median {Shown(median):G6} of {others.Length} completed trials");
        return own > median ? new Verdict(Prune: true, $"Pruned: {numbers}.") : Keep(numbers);

        double Shown(double value) => study.Maximised ? -value : value;
    }

    private static Verdict Keep(FormattableString reason) => Keep(FormattableString.Invariant(reason));

    private static Verdict Keep(string reason) => new(Prune: false, $"Kept: {reason}.");

    private static double? BestWithin(IReadOnlyList<double> curve, int epochs)
    {
        double? best = null;
        for (var i = 0; i < epochs; i++)
        {
            if (double.IsFinite(curve[i]) && !(best <= curve[i]))
                best = curve[i];
        }

        return best;
    }

    private static double Median(double[] sorted)
    {
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
