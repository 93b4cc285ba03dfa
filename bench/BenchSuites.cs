using System.Text.Json;
using Bench.Curves;
using Bench.Durability;
using Bench.History;
using Bench.Journal;
using Bench.Overhead;
using Bench.Quality;
using Bench.Throughput;
using Bench.Tracking;
using Bench.Web;

namespace Bench;

/// <summary>The benchmark suites by name. A new suite is one more line here.</summary>
public static class BenchSuites
{
    private static readonly Dictionary<string, Func<BenchContext, CancellationToken, Task<BenchResult>>> Suites = new(StringComparer.Ordinal)
    {
        ["training"] = TrainingSuite.RunAsync,
        ["memory"] = MemorySuite.RunAsync,
        ["precision"] = PrecisionSuite.RunAsync,
        ["journal"] = JournalSuite.RunAsync,
        ["tracking"] = TrackingSuite.RunAsync,
        ["kill"] = KillSuite.RunAsync,
        ["failover"] = FailoverSuite.RunAsync,
        ["tracking-http"] = HttpSuite.RunAsync,
        ["tracking-scale"] = ScaleSuite.RunAsync,
        ["tracking-all"] = AllTracking.RunAsync,
        ["time-travel"] = TimeTravelSuite.RunAsync,
        ["web"] = WebSuite.RunAsync,
        ["overhead"] = OverheadSuite.RunAsync,
        ["search"] = SearchSuite.RunAsync,
        ["search-speed"] = SpeedSuite.RunAsync,
        ["search-peer"] = PeerSuite.RunAsync,
        ["search-transfer"] = TransferSuite.RunAsync,
        ["multi-fidelity"] = MultiFidelitySuite.RunAsync,
    };

    /// <summary>The one form of the results.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static IReadOnlyList<string> Names => [.. Suites.Keys];

    /// <summary>Whether <c>BENCH_CASES</c>, which lists cases separated by commas, wants this one; without it every case is wanted.</summary>
    public static bool Chosen(string name) => Environment.GetEnvironmentVariable("BENCH_CASES")?.Split(',').Contains(name, StringComparer.Ordinal) ?? true;

    /// <summary>The suite of that name, or null.</summary>
    public static Func<BenchContext, CancellationToken, Task<BenchResult>>? Find(string name) => Suites.GetValueOrDefault(name);
}
