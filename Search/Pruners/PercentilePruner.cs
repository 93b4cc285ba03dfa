using System.Globalization;

namespace Search;

/// <summary>
/// The median stopping rule (Golovin et al., "Google Vizier", KDD 2017, section 3.2.2) with any percentile: a trial stops when its
/// best value so far is worse than that percentile, interpolated, of the completed trials' best values within the same epochs.
/// Cost O(n e + n log n).
/// </summary>
public sealed class PercentilePruner(PercentilePrunerOptions options) : IPruner
{
    /// <summary>The options in force.</summary>
    public PercentilePrunerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "percentile";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study) => PercentileRule.Judge(
        trialNumber, curve, study, Options.StartupTrials, Options.WarmupEpochs, Options.Percentile / 100,
        string.Create(CultureInfo.InvariantCulture, $"the best {Options.Percentile}%"));
}
