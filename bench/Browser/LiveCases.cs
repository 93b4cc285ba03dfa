using System.Diagnostics;
using System.Globalization;
using Bench.Web;
using Microsoft.Playwright;
using Platform.Core.Journal;

namespace Bench.Browser;

/// <summary>Pages that stay open while things happen: memory over a long day, and the server's work for many windows.</summary>
internal sealed class LiveCases(IBrowser browser, PagesToMeasure pages, EventJournal journal, string silo, Cases cases)
{
    private const int DayEvents = 30_000;
    private const int DayRate = 250; // events a second: 8 hours in two minutes
    private const int WarmEvents = 2_000;
    private const int Windows = 200;
    private static readonly TimeSpan WatchTime = TimeSpan.FromSeconds(30);

    private readonly ServerUse _server = new(pages.WebProcess);

    public async Task RunAsync(CancellationToken cancel)
    {
        if (BenchSuites.Chosen("day"))
            await LiveThroughADayAsync(cancel);
        if (BenchSuites.Chosen("windows"))
            await WatchAsync(cancel);
    }

    // A sweep's page from its first trials to the thousandth; the memory after the first events against that after the last.
    private async Task LiveThroughADayAsync(CancellationToken cancel)
    {
        var sweep = await LiveSweep.StartAsync(journal, silo, trials: 1_000, epochs: 30, running: 8, cancel);
        await using var window = await Window.OpenAsync(browser, pages.Address);
        await window.ViewAsync($"sweeps/{sweep.Id}");
        var trials = Enumerable.Range(1, 8).ToArray();
        await ReportAsync(sweep, trials, WarmEvents, DayRate, cancel);
        var (heap, resident) = (await window.HeapAsync(), _server.ResidentBytes());
        await ReportAsync(sweep, trials, DayEvents - WarmEvents, DayRate, cancel);
        await Task.Delay(TimeSpan.FromSeconds(2), cancel); // the page draws what came last
        var (heapAfter, residentAfter) = (await window.HeapAsync(), _server.ResidentBytes());
        cases.Add("day_browser_heap_before", "MiB", [heap / 1048576]);
        cases.Add("day_browser_heap_growth", "times", [heapAfter / heap]);
        cases.Add("day_server_resident_before", "MiB", [resident / 1048576]);
        cases.Add("day_server_resident_growth", "times", [residentAfter / resident]);
        cases.Add("day_points_drawn", "points", [double.Parse(await window.Page.Locator("[data-chart=curves]").First.GetAttributeAsync("data-points") ?? "0", CultureInfo.InvariantCulture)]);
    }

    // 200 windows: all on one sweep with an event a second, then each on a trial of its own with an event a second each.
    private async Task WatchAsync(CancellationToken cancel)
    {
        var sweep = await LiveSweep.StartAsync(journal, silo, trials: 1_000, epochs: 100_000, running: Windows, cancel);
        await WatchAsync($"{Windows}_windows_of_one_sweep_1_event_a_second", sweep, _ => $"sweeps/{sweep.Id}", [1], cancel);
        await WatchAsync($"{Windows}_windows_of_their_own_trial_1_event_a_second_each", sweep, n => $"trials/{sweep.TrialId(n)}", [.. Enumerable.Range(1, Windows)], cancel);
        await WatchAsync($"{Windows}_windows_of_the_home_page_{Windows}_events_a_second", sweep, _ => "", [.. Enumerable.Range(1, Windows)], cancel);
    }

    private async Task WatchAsync(string name, LiveSweep sweep, Func<int, string> path, int[] trials, CancellationToken cancel)
    {
        using var http = new HttpClient();
        var server = new Uri(pages.Address);
        var windows = new List<LivePage>();
        try
        {
            for (var n = 1; n <= Windows; n++)
                windows.Add(await LivePage.OpenAsync(http, server, path(n), cancel));
            await ReportAsync(sweep, trials, 5 * trials.Length, trials.Length, cancel); // the circuits settle
            var (drawings, processor, started) = (windows.Sum(w => w.Drawings), _server.ProcessorSeconds(), Stopwatch.GetTimestamp());
            await ReportAsync(sweep, trials, (int)WatchTime.TotalSeconds * trials.Length, trials.Length, cancel);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            cases.Add($"{name}_cores", "cores", [(_server.ProcessorSeconds() - processor) / seconds]);
            cases.Add($"{name}_drawings", "drawings/s", [(windows.Sum(w => w.Drawings) - drawings) / seconds]);
            cases.Add($"{name}_resident", "MiB", [_server.ResidentBytes() / 1048576]);
            if (windows.Select(w => w.Problem).FirstOrDefault(p => p is not null) is { } problem)
                throw new InvalidOperationException($"A window broke: {problem}");
        }
        finally
        {
            foreach (var window in windows)
                await window.DisposeAsync();
        }
    }

    // Epochs of the trials in turn, evenly; a trial that has ended gives its place to the next.
    private static async Task ReportAsync(LiveSweep sweep, int[] trials, int events, int perSecond, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; n < events; n++)
        {
            var ahead = TimeSpan.FromSeconds((double)n / perSecond) - Stopwatch.GetElapsedTime(started);
            if (ahead > TimeSpan.FromMilliseconds(1))
                await Task.Delay(ahead, cancel);
            var place = n % trials.Length;
            if (trials[place] != 0)
                trials[place] = await sweep.ReportAsync(trials[place], cancel);
        }
    }
}
