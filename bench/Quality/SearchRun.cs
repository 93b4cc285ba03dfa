using Search;

namespace Bench.Quality;

/// <summary>One sampler on one problem with one seed.</summary>
internal static class SearchRun
{
    /// <summary>Deviation of the logarithm of a trial's duration.</summary>
    private const double Spread = 0.5;

    /// <summary>The trials after which samplers are compared.</summary>
    public static IReadOnlyList<int> Budgets { get; } = [50, 100, 200];

    /// <summary>
    /// Asks and tells in virtual time and answers, after each number of trials, the true value of the one that looked best to the sampler. With
    /// <paramref name="together"/> lanes start and end together, so that a trial knows the results of whole rounds only; without, a trial's
    /// duration is drawn from its seed and number (lognormal, a deviation of <see cref="Spread"/>) and a lane proposes anew as soon as its own trial
    /// has ended, as the platform's lanes do.
    /// </summary>
    public static double[] Ours(SearchProblem problem, ISampler sampler, long seed, int lanes = 1, bool together = false)
    {
        var log = ObservationLog.Empty;
        var incumbents = new Incumbents(problem, seed);
        var running = new PriorityQueue<Observation, (double End, int Number)>();
        var now = 0.0;
        for (var number = 0; number < Budgets[^1] || running.Count > 0;)
        {
            for (; number < Budgets[^1] && running.Count < lanes; number++)
            {
                var study = new StudyView(problem.Space, log, seed, MaxEpochs: 1) { Trials = Budgets[^1] };
                var proposal = sampler.Suggest(study, number);
                var trial = new Observation(number, proposal.Parameters, TrialState.Running, null, []) { Carried = proposal.Carried };
                log = log.Append(trial);
                running.Enqueue(trial, (now + (together ? 1 : Duration(seed, number)), number));
            }

            running.TryPeek(out _, out var first);
            now = first.End;
            while (running.TryPeek(out var trial, out var next) && next.End <= now)
            {
                running.Dequeue();
                log = log.Append(trial with { State = TrialState.Completed, Value = incumbents.Tell(trial.Number, trial.Parameters) });
            }
        }

        return incumbents.Curve();
    }

    private static double Duration(long seed, int trial) => Math.Exp(Spread * Normal.Draw(TrialRandom.For(seed, trial).Stream("duration")));
}
