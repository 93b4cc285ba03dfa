namespace Search;

/// <summary>
/// The default: picks and blends the other samplers by the space, the length of the history and what is searched for, and says why.
/// </summary>
public sealed class AutoSampler(AutoOptions options) : ISampler
{
    private static readonly GpSampler Gp = new();
    private static readonly TpeSampler Tpe = new();

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
        if (Options.SecondOpinion > 1 && trialNumber % Options.SecondOpinion == Options.SecondOpinion - 1)
            return Tpe.Suggest(study, trialNumber);
        return Gp.Suggest(study, trialNumber);
    }
}
