using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platform.Core.Tracking;

namespace Bench.Tracking;

/// <summary>Takes the times, rates and bytes.</summary>
internal sealed class Measures(NpgsqlDataSource database, TrackingStore store, Action<string> say)
{
    private const int Runs = 3;
    private static readonly TimeSpan RunTime = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private const string Sizes =
        """
        select sum(pg_total_relation_size(t))::bigint from unnest(array[
            'mt_events', 'mt_streams', 'metric_chunks', 'run_latest', 'metric_inbox', 'tracked_runs', 'platform_commands']::regclass[]) as t
        """;

    /// <summary>Points written by <see cref="RateAsync"/> so far.</summary>
    public long PointsWritten { get; private set; }

    /// <summary>Points a second by so many callers, each with a run of its own, and bytes a point on disk when all is merged.</summary>
    public async Task<BenchCase[]> RateAsync(string name, int callers, Func<string, long, Task> log, int pointsEach, CancellationToken cancel, TimeSpan? time = null)
    {
        var runTime = time ?? RunTime;
        var (rates, bytes) = (new List<double>(), new List<double>());
        for (var run = 0; run <= Runs; run++)
        {
            var before = await SizeAsync(cancel);
            var ids = new string[callers];
            for (var i = 0; i < callers; i++)
                ids[i] = (await store.CreateRunAsync(new CreateRun(TrackedExperiment.DefaultId, name, "bench", 0) { At = At }, stop: cancel)).Id;
            var started = Stopwatch.GetTimestamp();
            var counts = await Task.WhenAll(ids.Select(id => Task.Run(
                async () =>
                {
                    var n = 0L;
                    for (; Stopwatch.GetElapsedTime(started) < runTime; n++)
                        await log(id, n);
                    return n;
                },
                cancel)));
            var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var points = counts.Sum() * pointsEach;
            PointsWritten += points;
            while (await ScalarAsync("select count(*) from metric_inbox", cancel) > 0)
                await Task.Delay(50, cancel);
            if (run == 0)
                continue; // warms up
            rates.Add(Math.Round(points / elapsed));
            bytes.Add(Math.Round((await SizeAsync(cancel) - before) / (double)points, 2));
            say(string.Create(CultureInfo.InvariantCulture, $"{name} run {run}: {rates[^1]:0} points/s, {bytes[^1]} bytes a point"));
        }
        return [new(name, "points/s", Middle(rates), null, null, rates), new($"{name}_bytes", "bytes/point", Middle(bytes), null, null, bytes)];
    }

    /// <summary>Milliseconds of an operation.</summary>
    public async Task<BenchCase> TimeAsync(string name, int runs, Func<Task> operation)
    {
        var times = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            await operation();
            times.Add(Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2));
        }
        say(string.Create(CultureInfo.InvariantCulture, $"{name}: median {Middle(times)} ms of {runs}"));
        return new BenchCase(name, "ms", Middle(times), null, null, times);
    }

    // The inbox's rows have been taken over; the file that they leave is given back now, which autovacuum else does at a moment of its own, in this run or a later one.
    private async Task<long> SizeAsync(CancellationToken cancel)
    {
        await using (var vacuum = database.CreateCommand("vacuum metric_inbox"))
            await vacuum.ExecuteNonQueryAsync(cancel);
        return await ScalarAsync(Sizes, cancel);
    }

    private static double Middle(List<double> values) => values.Order().ElementAt((values.Count - 1) / 2);

    private async Task<long> ScalarAsync(string sql, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
