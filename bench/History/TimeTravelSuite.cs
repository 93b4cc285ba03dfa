using System.Diagnostics;
using System.Globalization;
using Platform.Core.History;

namespace Bench.History;

/// <summary>
/// What time travel through a sweep of 5,000 trials costs: taking its events in (as they come from the journal, without the database), the memory that they take then, and steps and jumps
/// through it. Times of steps are medians and the 99th of 100; nothing is compared.
/// </summary>
public static class TimeTravelSuite
{
    private const int Trials = 5_000;
    private const int Epochs = 20;
    private const int Steps = 2_000;

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var cases = new List<BenchCase>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var replay = new SweepReplay();
        var reading = Stopwatch.StartNew();
        foreach (var recorded in LongSweep.Events(Trials, Epochs))
            replay.Take(recorded);
        var seconds = reading.Elapsed.TotalSeconds;
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{replay.Count:N0} events of {Trials:N0} trials, {replay.Marks.Count:N0} marks"));
        cases.Add(Case("events of the sweep", "events", [replay.Count]));
        cases.Add(Case("make and take the events", "s", [seconds]));
        cases.Add(Case("memory", "MB", [megabytes]));

        var random = new Random(2);
        var moment = replay.At(replay.Count - 1 - Steps);
        cases.AddRange(Times("one event on", () => moment = replay.At(moment.Position + 1, moment), Steps, cancellation));
        cases.AddRange(Times("a jump to anywhere", () => moment = replay.At(random.Next(replay.Count), moment), 200, cancellation));
        cases.AddRange(Times("from the first event to the last", () => moment = replay.At(replay.Count - 1, replay.At(0)), 50, cancellation));
        foreach (var one in cases)
            context.Say(string.Create(CultureInfo.InvariantCulture, $"{one.Name}: {one.Ours:0.###} {one.Unit}"));
        return Task.FromResult(new BenchResult("time-travel", Machine.Describe(), cases));
    }

    private static IEnumerable<BenchCase> Times(string name, Action act, int times, CancellationToken cancellation)
    {
        var taken = new double[times];
        for (var i = 0; i < times; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            act();
            taken[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(taken);
        return [Case(name, "ms", [taken[times / 2]]), Case($"{name}, 99 of 100 within", "ms", [taken[times * 99 / 100]])];
    }

    private static BenchCase Case(string name, string unit, double[] runs) => new(name, unit, runs[0], null, null, runs);
}
