namespace Search;

/// <summary>
/// The default: picks and blends the other samplers by the space, the length of the history and its progress, and says why. While at most
/// 1,000 trials have ended a Gaussian process proposes; when the search stagnates every third trial comes from density estimation
/// (TPE), which looks elsewhere and does not trust a smooth model; longer histories are left to density estimation alone.
/// Cost: that of the sampler chosen and O(n log n).
/// </summary>
public sealed class AutoSampler(AutoOptions options) : ISampler
{
    /// <summary>The sampler with its default options.</summary>
    public AutoSampler() : this(new AutoOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public AutoOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "auto";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        var choice = AutoChoice.Of(study, trialNumber, Options.SecondOpinion);
        var proposal = choice.Sampler.Suggest(study, trialNumber);
        return proposal with { Why = $"{choice.Reason} {proposal.Why}" };
    }
}
