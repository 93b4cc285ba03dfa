namespace Search;

/// <summary>
/// Asynchronous successive halving (ASHA) with rungs at r eta^(s + k) epochs. Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht,
/// Talwalkar, "A system for massively parallel hyperparameter tuning", MLSys 2020, algorithm 2, as a stopping rule: a trial
/// at a rung goes on when its best value so far is within the best 1/eta of all that reached the rung, and the best of fewer than eta.
/// Cost O(n e + n log n) at a rung, O(1) between.
/// </summary>
public sealed class AshaPruner(AshaPrunerOptions options) : IPruner
{
    /// <summary>The rule with its default options.</summary>
    public AshaPruner() : this(new AshaPrunerOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public AshaPrunerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "asha";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(study);
        var rungs = Rungs.Up(Options.MinEpochs, Options.ReductionFactor, study.MaxEpochs);
        return HalvingRule.Judge(trialNumber, curve, study, rungs[Math.Min(Options.SkippedRungs, rungs.Length)..], Options.ReductionFactor, _ => true, "trials");
    }
}
