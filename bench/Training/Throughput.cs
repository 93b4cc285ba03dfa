using System.Diagnostics;

namespace Bench.Throughput;

/// <summary>Samples a second, by the clock and by processor time; the second says more on a machine that has other work.</summary>
internal readonly record struct Throughput(double Clock, double Processor)
{
    /// <summary>Of something that answers how many samples it took.</summary>
    public static Throughput Of(Func<long> work)
    {
        var (started, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var samples = work();
        return new(samples / Stopwatch.GetElapsedTime(started).TotalSeconds, samples / (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }
}
