using System.Collections.Concurrent;
using Platform.Core.Journal;
using Platform.Core.Tests.Journal;
using Platform.Core.Tracking;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Tracking;

/// <summary>What happens to points when the database or a connection goes away. Each test has a server or a proxy of its own to hurt.</summary>
public sealed class TrackingCrashTests
{
    [Fact]
    public async Task Every_acknowledged_point_is_there_once_after_the_database_was_killed_under_load()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.ConnectionString);
        await using var process = new TrackingProcess(database.DataSource);
        using var stop = new CancellationTokenSource();
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => process.RunAsync()));
        var acknowledged = new ConcurrentDictionary<string, int>();
        var writers = runs.Select((run, writer) => Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                if (writer % 2 == 0)
                    await process.Store.LogMetricAsync(run, "loss", new MetricPoint(n, n, n));
                else
                    await process.LogAsync(run, Points.Curve("loss", 1, n));
                acknowledged[run] = n + 1;
            }
        })).ToList();
        for (var kill = 0; kill < 3; kill++)
        {
            var before = acknowledged.Values.Sum();
            await Eventually.HoldsAsync(() => acknowledged.Values.Sum() > before + 200);
            await cluster.RestartAsync("immediate");
        }
        var enough = acknowledged.Values.Sum() + 200;
        await Eventually.HoldsAsync(() => acknowledged.Values.Sum() > enough);
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        await CheckAsync();
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(database.DataSource, "select count(*) from metric_inbox") == 0);
        await CheckAsync();
        // Histories leave equal points out, so what is stored is counted too. A repeated insert into the inbox may write a point twice, an append never.
        for (var writer = 0; writer < runs.Length; writer++)
        {
            var stored = await Some.ScalarAsync<long>(database.DataSource, $"select sum((data->>'points')::int)::bigint from mt_events where stream_id = 'run-{runs[writer]}' and type = 'metrics_logged'");
            Assert.InRange(stored, acknowledged[runs[writer]], acknowledged[runs[writer]] + (writer % 2 == 0 ? 3 : 0));
        }

        async Task CheckAsync()
        {
            foreach (var run in runs)
                Assert.Equal(Enumerable.Range(0, acknowledged[run]), (await process.Views.HistoryAsync(run, "loss")).Points.Select(p => (int)p.Step));
        }
    }

    [Fact]
    public async Task Answers_that_are_lost_after_the_commit_double_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var proxy = new CutProxy(database.ConnectionString);
        await using var process = new TrackingProcess(JournalDataSource.Create(proxy.ConnectionString), own: true);
        var run = await process.RunAsync();
        for (var n = 0; n < 12; n++)
        {
            if (n % 3 == 1)
                proxy.SwallowNextAnswer(); // of the inbox, of its taking over, or of the append
            await process.Store.LogMetricAsync(run, "single", new MetricPoint(n, 0, n));
            if (n % 3 == 2)
                proxy.SwallowNextAnswer();
            await process.LogAsync(run, Points.Curve("batch", 2, 2 * n));
        }
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(database.DataSource, "select count(*) from metric_inbox") == 0);
        Assert.Equal(Enumerable.Range(0, 12), (await process.Views.HistoryAsync(run, "single")).Points.Select(p => (int)p.Step));
        Assert.Equal(Enumerable.Range(0, 24), (await process.Views.HistoryAsync(run, "batch")).Points.Select(p => (int)p.Step));
        var stored = await Some.ScalarAsync<long>(database.DataSource, "select sum((data->>'points')::int)::bigint from mt_events where type = 'metrics_logged' and data->>'keys' = '1'");
        Assert.InRange(stored, 36, 36 + proxy.Swallowed); // a repeated insert into the inbox may write an equal point twice
        Assert.True(proxy.Swallowed > 0);
    }
}
