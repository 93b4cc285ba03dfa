namespace Search.Tests.Support;

/// <summary>Whole searches in memory.</summary>
internal static class WholeSearch
{
    /// <summary>The median over the seeds 1 ... <paramref name="seeds"/> of the best value after <paramref name="trials"/> trials.</summary>
    public static double MedianBest(ISampler sampler, TestFunction function, int seeds, int trials, int lanes = 1)
    {
        var best = Enumerable.Range(1, seeds).AsParallel().Select(seed => Run(sampler, new StudyView(function.Space, ObservationLog.Empty, seed, 10), trials,
            parameters => [function.Value(parameters)], lanes).Min(trial => trial.Value!.Value)).Order().ToArray();
        return (best[(seeds - 1) / 2] + best[seeds / 2]) / 2;
    }

    /// <summary>All trials of a search in which trial t is proposed when trial t - lanes has ended.</summary>
    public static Observation[] Run(ISampler sampler, StudyView study, int trials, Func<ParameterSet, double[]> values, int lanes = 1)
    {
        var log = ObservationLog.Empty;
        var ended = new Observation[trials];
        for (var number = 0; number < trials + lanes - 1; number++)
        {
            if (number < trials)
            {
                var parameters = sampler.Suggest(study with { Observations = log }, number).Parameters;
                ended[number] = new Observation(number, parameters, TrialState.Running, null, []);
                log = log.Append(ended[number]);
            }

            if (number - lanes + 1 is var done and >= 0)
            {
                var found = values(ended[done].Parameters);
                ended[done] = ended[done] with { State = TrialState.Completed, Value = found[0], FurtherValues = found[1..], Curve = [found[0]] };
                log = log.Append(ended[done]);
            }
        }

        return ended;
    }
}
