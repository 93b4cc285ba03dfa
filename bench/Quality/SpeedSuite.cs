using System.Diagnostics;
using System.Globalization;
using Search;

namespace Bench.Quality;

/// <summary>Milliseconds of one ask and tell with 10 parameters after so many past trials, also with trials of seven other lanes pending or with five earlier studies: the median of 50 consecutive ones, refits included.</summary>
public static class SpeedSuite
{
    private const int Consecutive = 50;

    /// <summary>Asks and tells before those: the first of them reads the history.</summary>
    private const int Warm = 3;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private static readonly SearchSpace Space = SearchSpace.Parse("""
        {"lr":{"type":"float","low":1e-5,"high":1,"log":true},"decay":{"type":"float","low":1e-6,"high":0.1,"log":true},
         "dropout":{"type":"float","low":0,"high":0.9},"momentum":{"type":"float","low":0,"high":0.99},"smoothing":{"type":"float","low":0,"high":0.3},
         "width":{"type":"int","low":8,"high":4096,"log":true},"layers":{"type":"int","low":1,"high":12},"warmup":{"type":"int","low":0,"high":10},
         "batch":{"type":"categorical","choices":[16,32,64,128]},"activation":{"type":"categorical","choices":["relu","gelu","tanh"]}}
        """);

    private static readonly (string Sampler, int[] Past)[] Cases =
    [
        ("tpe", [100, 1_000, 10_000, 100_000]), ("gp", [100, 1_000, 10_000]), ("forest", [100, 1_000, 10_000]), ("cma", [1_000, 100_000]), ("auto", [100, 1_000, 10_000, 100_000]),
    ];

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var cases = new List<BenchCase>();
        foreach (var (name, lengths) in Cases.Where(item => Samplers.All.Any(entry => entry.Name == item.Sampler)))
        {
            // The runtime compiles what is called often a second time, in the background; a process that searches is soon past that.
            var begun = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begun) < WarmUp)
                Measure(Samplers.Create(name), 1_000);
            foreach (var past in lengths)
            {
                cancellation.ThrowIfCancellationRequested();
                Add(string.Create(CultureInfo.InvariantCulture, $"{name}_{past}"), Measure(Samplers.Create(name), past));
            }
        }

        foreach (var past in new[] { 100, 950, 10_000 })
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"auto_{past}_7_pending"), Measure(Samplers.Create("auto"), past, pending: 7));
            Add(string.Create(CultureInfo.InvariantCulture, $"auto_{past}_5_earlier_studies"), Measure(Samplers.Create("auto"), past, earlier: 5));
        }

        return Task.FromResult(new BenchResult("search-speed", Machine.Describe(), cases));

        void Add(string name, double[] runs)
        {
            cases.Add(new BenchCase(name, "ms", Median.Of(runs), null, null, runs));
            context.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: median {Median.Of(runs):F2} ms, worst {runs.Max():F1} ms"));
        }
    }

    /// <summary>Milliseconds of consecutive asks and tells beside trials that stay pending and earlier studies of 250 random trials.</summary>
    private static double[] Measure(ISampler sampler, int past, int pending = 0, int earlier = 0)
    {
        var log = ObservationLog.Empty;
        foreach (var trial in Random(past, seed: 7))
            log = log.Append(trial);
        PastStudy[] studies = [.. Enumerable.Range(0, earlier).Select(k => new PastStudy(string.Create(CultureInfo.InvariantCulture, $"before {k}"), Space, Random(250, seed: 100 + k)))];
        for (var waiting = 0; waiting < pending; waiting++, past++)
            log = log.Append(Completed(past, sampler.Suggest(new StudyView(Space, log, 7, 1) { Past = studies }, past), TrialState.Running));
        var runs = new double[Consecutive];
        for (var i = -Warm; i < Consecutive; i++)
        {
            var number = past + i + Warm;
            var started = Stopwatch.GetTimestamp();
            var proposal = sampler.Suggest(new StudyView(Space, log, 7, 1) { Past = studies }, number);
            log = log.Append(Completed(number, proposal, TrialState.Running));
            log = log.Append(Completed(number, proposal, TrialState.Completed));
            if (i >= 0)
                runs[i] = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3);
        }

        return runs;
    }

    private static Observation[] Random(int trials, long seed) =>
        [.. Enumerable.Range(0, trials).Select(number => Completed(number, Samplers.Create("random").Suggest(new StudyView(Space, [], seed, 1), number), TrialState.Completed))];

    private static Observation Completed(int number, Proposal proposal, TrialState state) =>
        new(number, proposal.Parameters, state, state == TrialState.Completed ? Loss(proposal.Parameters) : null, []) { Carried = proposal.Carried };

    private static double Loss(ParameterSet set)
    {
        var rate = Math.Log10((double)set["lr"]) + 3 - Math.Log10((double)set["decay"]) / 10;
        return rate * rate + Math.Abs((double)set["dropout"] - 0.3) + Math.Abs(Math.Log2((long)set["width"]) - 9) / 5 + Math.Abs((long)set["layers"] - 4) / 10.0
            + ((string)set["activation"] == "gelu" ? 0 : 0.1);
    }
}
