using Search;

namespace Bench.Quality;

/// <summary>One sampler on one problem with one seed.</summary>
internal static class SearchRun
{
    /// <summary>The trials after which samplers are compared.</summary>
    public static IReadOnlyList<int> Budgets { get; } = [50, 100, 200];

    /// <summary>
    /// Asks and tells, <paramref name="lanes"/> trials at a time, and answers for each budget the true value of the trial that looked best to the
    /// sampler so far.
    /// </summary>
    public static double[] Ours(SearchProblem problem, ISampler sampler, long seed, int lanes = 1)
    {
        var log = ObservationLog.Empty;
        var incumbents = new Incumbents(problem, seed);
        for (var first = 0; first < Budgets[^1]; first += lanes)
        {
            var asked = new List<Observation>();
            for (var number = first; number < Math.Min(first + lanes, Budgets[^1]); number++)
            {
                var study = new StudyView(problem.Space, log, seed, MaxEpochs: 1) { Trials = Budgets[^1], Lanes = lanes };
                var proposal = sampler.Suggest(study, number);
                asked.Add(new Observation(number, proposal.Parameters, TrialState.Running, null, []) { Carried = proposal.Carried });
                log = log.Append(asked[^1]);
            }

            foreach (var trial in asked)
                log = log.Append(trial with { State = TrialState.Completed, Value = incumbents.Tell(trial.Number, trial.Parameters) });
        }

        return incumbents.AtBudgets;
    }
}
