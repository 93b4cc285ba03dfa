namespace Search;

/// <summary>
/// The median stopping rule: a trial stops after epoch e when its best value so far is worse than the median of the completed
/// trials' best values within their first e epochs. Golovin et al., "Google Vizier", KDD 2017, section 3.2.2, with the best so
/// far in place of the running average, which a slow first epoch would spoil. Cost O(n e + n log n).
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
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study) =>
        PercentileRule.Judge(trialNumber, curve, study, Options.StartupTrials, Options.WarmupEpochs, 0.5, "the median");
}
