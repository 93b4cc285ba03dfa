using Npgsql;
using Platform.Core.Tests.Journal;
using Platform.Core.Tracking;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Tracking;

public sealed class TrackingReadTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private TrackingProcess _process = null!;

    public ValueTask InitializeAsync()
    {
        _process = new TrackingProcess(database.DataSource);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Theory]
    [InlineData(MetricOrder.ByStep)]
    [InlineData(MetricOrder.ByTime)]
    [InlineData(MetricOrder.NewestFirst)]
    public async Task Pages_of_a_history_are_the_whole_of_it_in_order(MetricOrder order)
    {
        var run = await _process.RunAsync();
        var all = new SortedSet<MetricPoint>(Comparer<MetricPoint>.Create(order switch
        {
            MetricOrder.ByStep => (a, b) => a.CompareTo(b),
            MetricOrder.ByTime => MetricPoint.CompareByTime,
            _ => (a, b) => MetricPoint.CompareByTime(b, a),
        }));
        for (var part = 0; part < 30; part++)
        {
            // Parts overlap, some come late, and every fifth is of few points.
            var batch = new MetricBatch();
            for (var i = 0; i < (part % 5 == 0 ? 7 : 90); i++)
            {
                var point = new MetricPoint((part * 13 % 30 * 40) + i, 1_000_000 - (part * 10) + (i % 4), i % 3);
                batch.Add("loss", point);
                batch.Add("other", point with { Value = 9 });
                all.Add(point);
            }
            await _process.LogAsync(run, batch);
        }
        foreach (var max in (int[])[TrackingViews.MostPoints, 1000, 97])
        {
            var read = new List<MetricPoint>();
            MetricPoint? after = null;
            do
            {
                var page = await _process.Views.HistoryAsync(run, "loss", max, after, order);
                Assert.InRange(page.Points.Count, 1, max);
                read.AddRange(page.Points);
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(all.ToList(), read);
        }
        Assert.Empty((await _process.Views.HistoryAsync(run, "nothing")).Points);
        Assert.Empty((await _process.Views.HistoryAsync("nobody", "loss\0")).Points);
    }

    [Fact]
    public async Task Points_that_were_logged_again_and_again_end_no_history_early()
    {
        var run = await _process.RunAsync();
        for (var part = 0; part < 64; part++) // as many as are read at once
        {
            var batch = Points.Curve("loss", 10);
            batch.Add("part", new MetricPoint(part, 0, 0)); // an equal batch would be left out
            await _process.LogAsync(run, batch);
        }
        await _process.LogAsync(run, Points.Curve("loss", 500, 10));
        var first = await _process.Views.HistoryAsync(run, "loss", 30);
        Assert.Equal((30, 29L), (first.Points.Count, first.Next?.Step));
        Assert.Equal(Enumerable.Range(0, 510), (await _process.Views.HistoryAsync(run, "loss")).Points.Select(p => (int)p.Step));
        Assert.Equal(Enumerable.Range(30, 480), (await _process.Views.HistoryAsync(run, "loss", 1_000, first.Next)).Points.Select(p => (int)p.Step));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_series_keeps_the_true_minimum_and_maximum_of_each_part(bool exact)
    {
        var run = await _process.RunAsync();
        for (var part = 0; part < 20; part++)
            await _process.LogAsync(run, Points.Curve("loss", 150, 150 * part, i => i == 1234 ? 1000 : i % 7 == 0 ? double.NaN : Math.Sin(i / 50.0)));
        await _process.Store.LogMetricAsync(run, "loss", new MetricPoint(3000, 0, -1000));
        foreach (var buckets in (int[])[1, 7, 40, 3001])
        {
            var series = await _process.Views.SeriesAsync(run, "loss", buckets, exact);
            Assert.InRange(series.Count, 1, buckets);
            Assert.Equal((3001L, 0L, 3000L), (series.Sum(b => b.Count), series[0].FirstStep, series[^1].LastStep));
            Assert.Equal((1000.0, -1000.0), (series.Max(b => b.Max), series.Select(b => b.Min).Where(v => !double.IsNaN(v)).Min()));
            foreach (var part in series)
            {
                var points = (await _process.Views.HistoryAsync(run, "loss")).Points.Where(p => p.Step >= part.FirstStep && p.Step <= part.LastStep).ToList();
                Assert.Equal(part.Count, points.Count);
                var numbers = points.Select(p => p.Value).Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).ToList();
                Assert.Equal((numbers.Min(), numbers.Max(), points[^1].Value), (part.Min, part.Max, part.Last));
                if (buckets == 3001)
                    break; // enough of a thousand questions
            }
        }
        Assert.Empty(await _process.Views.SeriesAsync(run, "nothing", 10, exact));
    }

    [Fact]
    public async Task A_series_over_all_whole_numbers_has_its_ends_in_the_first_and_last_part()
    {
        var run = await _process.RunAsync();
        var batch = new MetricBatch();
        foreach (var step in (long[])[long.MinValue, -1, 0, 1, long.MaxValue])
            batch.Add("loss", new MetricPoint(step, 0, step));
        await _process.LogAsync(run, batch);
        var series = await _process.Views.SeriesAsync(run, "loss", 4);
        Assert.Equal([1L, 1L, 2L, 1L], series.Select(b => b.Count));
    }

    [Fact]
    public async Task A_point_that_is_taken_over_while_the_latest_are_read_counts_once()
    {
        var stop = TestContext.Current.CancellationToken;
        var run = await _process.RunAsync();
        await using var other = await database.DataSource.OpenConnectionAsync(stop);
        await using var hold = await other.BeginTransactionAsync(stop);
        await ExecuteAsync(other, "lock table run_latest in access exclusive mode"); // the taker does without it
        await _process.Store.LogMetricAsync(run, "loss", new MetricPoint(1, 5, 0.5), stop);
        var read = _process.Views.RunWithMetricsAsync(run, stop);
        await WaitsAsync("run_latest");
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(database.DataSource, "select count(*) from metric_inbox") == 0);
        await hold.CommitAsync(stop);
        Assert.Equal(1, Assert.Single((await read)!.Metrics).Count);
    }

    [Fact]
    public async Task A_point_that_is_taken_over_while_a_series_is_read_counts_once()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var alone = await TestDatabase.CreateAsync(); // where nobody takes anything over but this
        var block = MetricBlock.Encode(MetricBatch.Of("loss", new MetricPoint(1, 5, 0.5))).Block;
        await using var other = await alone.DataSource.OpenConnectionAsync(stop);
        await ExecuteAsync(other, "insert into metric_inbox (run_id, points, block) values ('a run', 1, $1)", block);
        await using var hold = await other.BeginTransactionAsync(stop);
        await ExecuteAsync(other, "lock table metric_chunks in access exclusive mode");
        var read = new TrackingViews(alone.DataSource).SeriesAsync("a run", "loss", 10, stop: stop);
        await WaitsAsync("metric_chunks", alone);
        await ExecuteAsync(other, "delete from metric_inbox");
        await ExecuteAsync(other, "insert into metric_chunks values ('a run', 'loss', 2, 1, 1, 1, 5, 5, 0.5, 0.5, 0.5)");
        await hold.CommitAsync(stop);
        Assert.Equal(1, Assert.Single(await read).Count);
    }

    private Task WaitsAsync(string table, TestDatabase? other = null) => Eventually.HoldsAsync(async () =>
        await Some.ScalarAsync<bool>((other ?? database).DataSource, $"select exists (select 1 from pg_locks where not granted and relation = '{table}'::regclass and database = (select oid from pg_database where datname = current_database()))"));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
