using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platform.Core;
using Platform.Core.Journal;

namespace Bench.Journal;

/// <summary>
/// 2,000 trials that report 5,000 epochs a second together, evenly: what one waits for its answer, from the moment when the epoch was due, so that a
/// stall is counted for everyone who would have met it. Afterwards every epoch must be there once.
/// </summary>
internal sealed class Reporters(EventJournal journal, NpgsqlDataSource database, Action<string> say)
{
    private const int Trials = 2_000;
    private const int PerSecond = 5_000;
    private const int Runs = 5;
    private const int Epochs = 20; // of each trial in a run: 8 s

    /// <summary>Throws unless the trials whose names start so have that many epochs, so none lost and none twice.</summary>
    public static async Task RequireAllAsync(NpgsqlDataSource database, string name, long epochs, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select count(*) from mt_events where type = 'epoch_completed' and starts_with(stream_id, $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = StreamNames.Trial($"{name}-") });
        var found = (long)(await command.ExecuteScalarAsync(cancel))!;
        if (found != epochs)
            throw new InvalidOperationException($"{epochs} epochs were acknowledged and {found} are there.");
    }

    /// <summary>The median of five runs' 99th percentiles, in milliseconds.</summary>
    public async Task<BenchCase> PacedAsync(CancellationToken cancel)
    {
        var runs = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"paced-{run}");
            await Parallel.ForAsync(0, Trials, new ParallelOptions { MaxDegreeOfParallelism = 256, CancellationToken = cancel }, async (trial, stop) =>
                await journal.AppendAsync(new AppendRequest([new StreamAppend(Stream(name, trial), StreamNames.TrialType, 0, JournalSuite.Beginning($"{name}-{trial}"))]), stop));
            var waited = await ReportAsync(name, cancel);
            await RequireAllAsync(database, name, Trials * Epochs, cancel);
            if (run == 0)
                continue; // warms up
            runs.Add(Math.Round(JournalSuite.Quantile(waited, 0.99), 2));
            say(string.Create(CultureInfo.InvariantCulture, $"{Trials} reporters at {PerSecond}/s, run {run}: p50 {JournalSuite.Quantile(waited, 0.5):0.00} ms, p99 {runs[^1]} ms"));
        }
        return new BenchCase("reporters_2000_paced_p99", "ms", JournalSuite.Quantile(runs, 0.5), null, null, runs);
    }

    private async Task<List<double>> ReportAsync(string name, CancellationToken cancel)
    {
        var reports = new List<Task<double>>(Trials * Epochs);
        var started = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (reports.Count < Trials * Epochs && await ticks.WaitForNextTickAsync(cancel))
        {
            var due = Math.Min(Trials * Epochs, (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * PerSecond));
            while (reports.Count < due)
                reports.Add(ReportOneAsync(name, reports.Count, started, cancel));
        }
        return [.. await Task.WhenAll(reports)];
    }

    private async Task<double> ReportOneAsync(string name, int number, long started, CancellationToken cancel)
    {
        var epoch = (number / Trials) + 1;
        await journal.AppendAsync(
            new AppendRequest([new StreamAppend(Stream(name, number % Trials), StreamNames.TrialType, epoch + 1, [JournalSuite.Epoch(epoch)])]), cancel);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds - (number * 1000.0 / PerSecond);
    }

    private static string Stream(string name, int trial) => StreamNames.Trial(string.Create(CultureInfo.InvariantCulture, $"{name}-{trial}"));
}
