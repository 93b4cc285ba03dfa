using System.Globalization;
using Bench.Journal;

namespace Bench.Tracking;

/// <summary>
/// Every figure of tracking from one command: over HTTP, the store without it, the journal, and both with much stored, one after the other, each with a database of its own.
/// Takes twelve minutes on a fast machine of two cores, and 5 GB of disk.
/// </summary>
public static class AllTracking
{
    private const string Flushes = "pg_test_fsync_fdatasync_per_second";

    private static readonly Func<BenchContext, CancellationToken, Task<BenchResult>>[] Suites = [HttpSuite.RunAsync, TrackingSuite.RunAsync, JournalSuite.RunAsync, ScaleSuite.RunAsync];

    /// <summary>Runs them all. A case's name has its suite before it; the disk's flushes a second are told for each suite, since they differ from minute to minute.</summary>
    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        var results = new List<BenchResult>();
        foreach (var suite in Suites)
            results.Add(await suite(context, cancel));
        var settings = new Dictionary<string, string>(results[0].Settings ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        if (settings.Remove(Flushes))
        {
            foreach (var result in results)
                settings[string.Create(CultureInfo.InvariantCulture, $"{result.Suite}: {Flushes}")] = result.Settings![Flushes];
        }
        return new BenchResult("tracking-all", Machine.Describe(), [.. results.SelectMany(result => result.Cases.Select(one => one with { Name = $"{result.Suite}: {one.Name}" }))], settings);
    }
}
