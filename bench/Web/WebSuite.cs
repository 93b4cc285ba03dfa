using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Bench.Web;

/// <summary>
/// The pages in Chromium, on a platform of its own with 10,000 runs of 1,000 points, 100 runs of 100,000 points and a sweep of 5,000 trials; browser, server and
/// database share the machine. <c>BENCH_CASES</c> lists the cases; BENCH_RUNS and BENCH_TRIALS make it smaller. <c>scripts/bench-web.sh</c> builds what it needs.
/// </summary>
public static class WebSuite
{
    private const int Runs = 10_000;
    private const int PointsOfRun = 1_000;
    private const int LongRuns = 100;
    private const int PointsOfLongRun = 100_000;
    private const int Trials = 5_000;
    private const int Epochs = 20;

    /// <summary>Seeds the database, then runs the program that drives the browser.</summary>
    /// <exception cref="InvalidOperationException">That program is not built, or it failed.</exception>
    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!File.Exists(context.BrowserProgram))
            throw new InvalidOperationException($"{context.BrowserProgram} is not built: run scripts/bench-web.sh, which builds it and installs Chromium.");
        await using var platform = await context.StartPlatform(1, cancel);
        await using var database = JournalDataSource.Create(platform.Database, "bench");
        await using var journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
        await using var store = new TrackingStore(journal, database);
        var (runs, trials) = (Number("BENCH_RUNS", Runs), Number("BENCH_TRIALS", Trials));
        var sweep = await SeededSweep.MakeAsync(journal, trials, Epochs, cancel);
        context.Say($"a sweep of {trials} trials is stored");
        var (experiment, ofExperiment) = await SeededRuns.MakeAsync(store, "many runs", runs, PointsOfRun, ["loss"], cancel);
        context.Say($"{runs} runs of {PointsOfRun} points are stored");
        var (_, longRuns) = await SeededRuns.MakeAsync(store, "long runs", Math.Min(runs, LongRuns), PointsOfLongRun, ["loss"], cancel);
        context.Say($"{longRuns.Count} runs of {PointsOfLongRun} points are stored");
        var pages = new PagesToMeasure(platform.Address, platform.Database, platform.WebProcess, sweep, trials, experiment, ofExperiment[^1], longRuns);
        return new BenchResult("web", Machine.Describe(), await MeasureAsync(context, pages, cancel));
    }

    private static async Task<IReadOnlyList<BenchCase>> MeasureAsync(BenchContext context, PagesToMeasure pages, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [context.BrowserProgram]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The program that drives the browser did not start.");
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } said)
                context.Say(said);
        };
        process.BeginErrorReadLine();
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(pages).AsMemory(), cancel);
        process.StandardInput.Close();
        var printed = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<List<BenchCase>>(printed, BenchSuites.Json)!
            : throw new InvalidOperationException($"The program that drives the browser ended with {process.ExitCode}; what it said is above.");
    }

    private static int Number(string variable, int most) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 1, most) : most;
}
