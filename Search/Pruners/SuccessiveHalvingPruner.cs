namespace Search;

/// <summary>
/// Synchronous successive halving: a cohort of trials with consecutive numbers is cut to its best 1/eta at each rung. Jamieson and
/// Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS 2016, figure 1. Instead of letting lanes wait
/// for the whole cohort, a trial runs on until it is certain, whatever the missing trials bring, that halving cuts it; so all that
/// halving would keep reach the end, at the price of epochs for some others. Cost O(c^2 k) for a cohort of c and k rungs.
/// </summary>
public sealed class SuccessiveHalvingPruner(SuccessiveHalvingPrunerOptions options) : IPruner
{
    /// <summary>The largest cohort that option 0 makes.</summary>
    private const long MostInCohort = 1000;

    /// <summary>The rule with its default options.</summary>
    public SuccessiveHalvingPruner() : this(new SuccessiveHalvingPrunerOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public SuccessiveHalvingPrunerOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "successive_halving";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(study);
        var epoch = curve.Count;
        if (epoch >= study.MaxEpochs)
            return PrunerText.Last(epoch);
        var rungs = Rungs.Up(Options.MinEpochs, Options.ReductionFactor, study.MaxEpochs);
        var size = CohortSize(rungs.Length);
        var first = trialNumber / size * size;
        if (study.Trials is { } trials && trials > first)
            size = Math.Min(size, trials - first);
        if (rungs.Length == 0 || epoch < rungs[0])
            return PrunerText.Kept(epoch, $"its first rung is not reached");

        var cohort = CurveTable.Others(study, trialNumber, others =>
        {
            var members = new CohortTrial[size];
            for (var i = 0; i < size; i++)
                members[i] = CohortTrial.Unknown;
            foreach (var other in others.Where(other => other.Number >= first && other.Number < first + size))
                members[other.Number - first] = new CohortTrial(Curves.Whole(other, study.MaxEpochs), other.State != TrialState.Running);
            members[Math.Min(trialNumber - first, size - 1)] = new CohortTrial(curve, Ended: false);
            return new HalvingCohort(members, rungs, Options.ReductionFactor);
        });
        return cohort.Judge(Math.Min(trialNumber - first, size - 1), epoch, study);
    }

    private int CohortSize(int rungs)
    {
        if (Options.Cohort > 0)
            return Options.Cohort;
        long size = 1;
        for (var i = 0; i < rungs && size < MostInCohort; i++)
            size *= Options.ReductionFactor;
        return (int)Math.Min(size, MostInCohort);
    }
}
