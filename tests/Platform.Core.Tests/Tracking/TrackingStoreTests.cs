using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Tests.Journal;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Store;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Tracking;

public sealed class TrackingStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset At = TrackingProcess.At;
    private TrackingProcess _process = null!;

    public ValueTask InitializeAsync()
    {
        _process = new TrackingProcess(database.DataSource);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task The_default_experiment_is_there_from_the_first_start()
    {
        await using var other = new TrackingProcess(database.NewDataSource(), own: true);
        await Task.WhenAll(_process.Store.EnsureDefaultAsync(), other.Store.EnsureDefaultAsync());
        var experiment = (await _process.Views.ExperimentAsync("0"))!;
        Assert.Equal(("Default", Lifecycle.Active), (experiment.Name, experiment.Lifecycle));
        Assert.Equal(experiment.CreatedAt, (await _process.Views.ExperimentByNameAsync("Default"))!.CreatedAt);
    }

    [Fact]
    public async Task Names_of_experiments_are_unique_also_among_deleted_ones()
    {
        var first = await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment("taken") { At = At, Tags = new Dictionary<string, string> { ["a"] = "b" } });
        await _process.Store.ApplyAsync(first.Id, new DeleteTrackedExperiment { At = At });
        var error = await Assert.ThrowsAsync<ExperimentNameTakenException>(() => _process.Store.CreateExperimentAsync(new CreateTrackedExperiment("taken") { At = At }));
        Assert.Equal("taken", error.Name);
        var second = await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment("free") { At = At });
        await Assert.ThrowsAsync<ExperimentNameTakenException>(() => _process.Store.ApplyAsync(second.Id, new RenameTrackedExperiment("taken") { At = At }));
        await _process.Store.ApplyAsync(first.Id, new RestoreTrackedExperiment { At = At });
        await _process.Store.ApplyAsync(first.Id, new RenameTrackedExperiment("given up") { At = At });
        await _process.Store.ApplyAsync(second.Id, new RenameTrackedExperiment("taken") { At = At });
        Assert.Equal(second.Id, (await _process.Views.ExperimentByNameAsync("taken"))!.Id);
        Assert.Equal("b", (await _process.Views.ExperimentAsync(first.Id))!.Tags["a"]);
    }

    [Fact]
    public async Task No_run_stays_active_in_an_experiment_that_is_deleted_as_it_begins()
    {
        for (var i = 0; i < 200; i++)
        {
            var experiment = (await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment($"deleted at once {i}") { At = At })).Id;
            var begun = Task.Run(async () =>
            {
                try
                {
                    await _process.RunAsync(experiment);
                }
                catch (RuleViolation refused)
                {
                    Assert.Contains("but it is deleted", refused.Message, StringComparison.Ordinal);
                }
            });
            await Task.WhenAll(begun, _process.Store.ApplyAsync(experiment, new DeleteTrackedExperiment { At = At }));
        }
        Assert.Equal(0, await Some.ScalarAsync<long>(
            database.DataSource, "select count(*) from tracked_runs r join tracked_experiments x on x.id = r.experiment_id where x.lifecycle = 'deleted' and r.lifecycle = 'active'"));
    }

    [Fact]
    public async Task A_beginning_that_was_refused_for_its_deleted_experiment_is_refused_again()
    {
        var experiment = (await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment("deleted meanwhile") { At = At })).Id;
        var create = new CreateRun(experiment, "a run", "me", 1_767_323_045_678) { RunId = Guid.NewGuid().ToString("N"), At = At };
        Assert.Equal(Lifecycle.Active, (await _process.Store.CreateRunAsync(create)).Lifecycle);
        Assert.Equal(Lifecycle.Active, (await _process.Store.CreateRunAsync(create)).Lifecycle);
        await _process.Store.ApplyAsync(experiment, new DeleteTrackedExperiment { At = At });
        for (var again = 0; again < 2; again++)
            Assert.Contains("but it is deleted", (await Assert.ThrowsAsync<RuleViolation>(() => _process.Store.CreateRunAsync(create))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delete_that_was_begun_takes_all_runs_although_its_caller_goes_away()
    {
        var stop = TestContext.Current.CancellationToken;
        var experiment = (await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment("left alone") { At = At })).Id;
        await Task.WhenAll(Enumerable.Range(0, 230).Select(_ => _process.RunAsync(experiment))); // more than are deleted at once
        await using var other = await database.DataSource.OpenConnectionAsync(stop);
        await using var hold = await other.BeginTransactionAsync(stop);
        await using (var command = new NpgsqlCommand("lock table tracked_runs in share mode", other)) // no run changes
            await command.ExecuteNonQueryAsync(stop);
        using var gone = new CancellationTokenSource();
        var deleting = _process.Store.ApplyAsync(experiment, new DeleteTrackedExperiment { At = At }, stop: gone.Token);
        await Eventually.HoldsAsync(async () => (await _process.Views.ExperimentAsync(experiment))!.Lifecycle == Lifecycle.Deleted);
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<bool>(
            database.DataSource, "select exists (select 1 from pg_locks where not granted and relation = 'tracked_runs'::regclass and database = (select oid from pg_database where datname = current_database()))"));
        await gone.CancelAsync();
        await hold.CommitAsync(stop);
        await deleting;
        Assert.Equal(0, await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from tracked_runs where experiment_id = '{experiment}' and lifecycle = 'active'"));
    }

    [Fact]
    public async Task A_batch_that_comes_again_is_counted_once_and_its_other_parts_are_taken()
    {
        var run = await _process.RunAsync();
        var batch = new LogBatch { Metrics = Points.Curve("loss", 100), Params = [new("a", "1")], At = At };
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _process.Store.ApplyAsync(run, batch))); // also while the first is under way
        await _process.Store.ApplyAsync(run, batch with { Params = [new("b", "2")] });
        await _process.Store.ApplyAsync(run, batch with { Metrics = Points.Curve("loss", 101) });
        var found = (await _process.Views.RunWithMetricsAsync(run))!;
        Assert.Equal(201, Assert.Single(found.Metrics).Count);
        Assert.Equal(("1", "2"), (found.Run.Params["a"], found.Run.Params["b"]));
        Assert.Equal(2, await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from mt_events where stream_id = 'run-{run}' and type = 'metrics_logged'"));
    }

    [Fact]
    public async Task A_name_and_its_tag_never_part()
    {
        var run = await _process.RunAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _process.Store.ApplyAsync(run, i % 2 == 0
            ? new UpdateRun(Name: $"name {i}") { At = At }
            : new LogBatch { Tags = [new(TrackedRun.NameTag, $"tag {i}")], At = At })));
        var found = (await _process.Views.RunAsync(run))!;
        Assert.NotEqual("a run", found.Name);
        Assert.Equal(found.Name, found.Tags[TrackedRun.NameTag]);
    }

    [Fact]
    public async Task A_run_is_nested_in_the_run_that_its_tag_names_also_later()
    {
        var experiment = (await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment("nested later") { At = At })).Id;
        var (outer, inner) = (await _process.RunAsync(experiment), await _process.RunAsync(experiment));
        var overview = new TrackingOverview(_process.Views);
        await SetAsync(outer);
        Assert.Equal(inner, Assert.Single(await overview.NestedAsync(experiment, outer, 10)).Run.Id);
        Assert.Equal(outer, (await _process.Views.RunAsync(inner))!.ParentRunId);
        await SetAsync("");
        Assert.Empty(await overview.NestedAsync(experiment, outer, 10));
        await SetAsync(outer);
        await SetAsync(null);
        Assert.Empty(await overview.NestedAsync(experiment, outer, 10));
        var folded = (await _process.Journal.ReadStreamAsync(StreamNames.Run(inner))).Select(e => e.Data).OfType<RunEvent>().Aggregate((TrackedRun?)null, TrackedRun.Evolve)!;
        Assert.Null(folded.ParentRunId);

        Task SetAsync(string? parent) => _process.Store.ApplyAsync(inner, new LogBatch { Tags = [new(TrackedRun.ParentTag, parent)], At = At });
    }

    [Fact]
    public async Task Saved_views_are_kept_with_their_experiment()
    {
        var store = _process.Store;
        var id = (await store.CreateExperimentAsync(new CreateTrackedExperiment("with views") { At = At })).Id;
        var question = new SavedQuestion("metrics.a > 1 OR b", "failed", "metrics.a asc", ["params.c"], "params.c", "a");
        await store.ApplyAsync(id, new SaveRunView("v1", "first", question) { By = "me", At = At });
        await store.ApplyAsync(id, new SaveRunView("v2", "second", new SavedQuestion()) { By = "me", At = At });
        await store.ApplyAsync(id, new SaveRunView("v2", "second", question with { Columns = [] }) { By = "you", At = At });
        await store.ApplyAsync(id, new RenameRunView("v1", "third") { By = "me", At = At });
        await store.ApplyAsync(id, new DeleteRunView("v2") { By = "me", At = At });
        await store.ApplyAsync(id, new RestoreRunView("v2") { By = "me", At = At });
        var told = await store.ApplyAsync(id, new DeleteRunView("v1") { By = "them", At = At });

        var read = (await _process.Views.ExperimentWithViewsAsync(id))!;
        Assert.Equal(told.UpdatedAt, read.UpdatedAt);
        foreach (var experiment in new[] { told, read })
        {
            Assert.Equal(["v1", "v2"], experiment.Views.Keys.Order(StringComparer.Ordinal));
            var (first, second) = (experiment.Views["v1"], experiment.Views["v2"]);
            Assert.Equal(("v1", "third", "them", At, true), (first.Id, first.Name, first.By, first.At, first.Deleted));
            Assert.Equal(("second", false), (second.Name, second.Deleted));
            Assert.True(first.Question.IsSame(question));
            Assert.True(second.Question.IsSame(question with { Columns = [] }));
        }
        await Assert.ThrowsAsync<TrackingNotFoundException>(() => store.ApplyAsync(id, new DeleteRunView("v3") { By = "me", At = At }));
    }

    [Fact]
    public async Task Runs_are_deleted_and_restored_with_their_experiment()
    {
        var store = _process.Store;
        var experiment = (await store.CreateExperimentAsync(new CreateTrackedExperiment("with runs") { At = At })).Id;
        var runs = new List<string>();
        for (var i = 0; i < 5; i++)
            runs.Add(await _process.RunAsync(experiment));
        var other = await _process.RunAsync();
        await store.ApplyAsync(runs[0], new DeleteRun { At = At });
        await store.ApplyAsync(experiment, new DeleteTrackedExperiment { At = At });
        await AreAsync(Lifecycle.Deleted);
        Assert.Equal(Lifecycle.Active, (await _process.Views.RunAsync(other))!.Lifecycle);
        await Assert.ThrowsAsync<RunNotActiveException>(() => _process.LogAsync(runs[1], Points.Curve("loss", 1)));

        // As a process leaves it that ended in the middle of deleting: the same command again goes on.
        await store.ApplyAsync(runs[2], new RestoreRun { At = At });
        await store.ApplyAsync(experiment, new DeleteTrackedExperiment { At = At });
        await AreAsync(Lifecycle.Deleted);
        await store.ApplyAsync(experiment, new RestoreTrackedExperiment { At = At });
        await AreAsync(Lifecycle.Active);
        Assert.Equal(["run_created", "run_deleted", "run_restored"], (await _process.Journal.ReadStreamAsync(StreamNames.Run(runs[0]))).Select(e => e.Type));

        // Restoring what is there restores no run that was deleted on its own.
        await store.ApplyAsync(runs[0], new DeleteRun { At = At });
        await store.ApplyAsync(experiment, new RestoreTrackedExperiment { At = At });
        Assert.Equal(Lifecycle.Deleted, (await _process.Views.RunAsync(runs[0]))!.Lifecycle);

        async Task AreAsync(Lifecycle lifecycle)
        {
            foreach (var run in runs)
                Assert.Equal(lifecycle, (await _process.Views.RunAsync(run))!.Lifecycle);
        }
    }

    [Fact]
    public async Task A_repeated_command_gets_its_first_answer()
    {
        var create = new CreateRun("0", "once", "me", 7) { At = At };
        var run = await _process.Store.CreateRunAsync(create, "create-once");
        Assert.Equal(run.Id, (await _process.Store.CreateRunAsync(create, "create-once")).Id);
        var batch = new LogBatch { At = At, Metrics = Points.Curve("loss", 5), Params = [new("a", "1")] };
        await _process.Store.ApplyAsync(run.Id, batch, "log-once");
        await _process.Store.ApplyAsync(run.Id, batch, "log-once");
        await _process.Store.ApplyAsync(run.Id, new DeleteRun { At = At });
        await _process.Store.ApplyAsync(run.Id, batch, "log-once"); // answered before it was deleted
        var events = await _process.Journal.ReadStreamAsync(StreamNames.Run(run.Id));
        Assert.Equal(["run_created", "params_logged", "metrics_logged", "run_deleted"], events.Select(e => e.Type));
        var experiment = await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment("once") { At = At }, "experiment-once");
        Assert.Equal(experiment.Id, (await _process.Store.CreateExperimentAsync(new CreateTrackedExperiment("once") { At = At }, "experiment-once")).Id);
    }

    [Fact]
    public async Task A_run_is_read_as_its_events_have_made_it()
    {
        var id = await _process.RunAsync();
        var store = _process.Store;
        await store.ApplyAsync(id, new LogBatch { At = At, Params = [new("lr", "0.1"), new("Zeta", "\\u0000")], Tags = [new("a", "1"), new("b", "2"), new("漢字", "😀")] });
        await store.ApplyAsync(id, new LogBatch { At = At, Params = [new("arch", "cnn")], Tags = [new("a", null), new("b", "3")] });
        await store.ApplyAsync(id, new LogInputs([new RunInput(new TrackedDataset("digits", "d1", "local", "here", "{}"), new Dictionary<string, string> { ["x"] = "y" })]) { At = At });
        var last = await store.ApplyAsync(id, new UpdateRun(RunStatus.Finished, long.MaxValue, "renamed") { At = At });
        var events = await _process.Journal.ReadStreamAsync(StreamNames.Run(id));
        var folded = events.Select(e => (RunEvent)e.Data).Aggregate((TrackedRun?)null, TrackedRun.Evolve)!;
        foreach (var run in (TrackedRun[])[last, folded])
            AssertSame(run, (await _process.Views.RunAsync(id))!);
        var input = Assert.Single((await _process.Views.InputsAsync([id]))[id]);
        Assert.Equal(("digits", "{}", "y"), (input.Dataset.Name, input.Dataset.Schema, input.Tags["x"]));
        await new ProjectionRebuild(database.DataSource, PlatformEvents.Types, PlatformProjections.All).RunAsync();
        AssertSame(folded, (await _process.Views.RunAsync(id))!);
    }

    [Fact]
    public async Task Refusals_write_nothing_and_say_what_is_wrong()
    {
        var id = await _process.RunAsync();
        await _process.Store.ApplyAsync(id, new LogBatch { At = At, Params = [new("a", "1")] });
        var before = await _process.Journal.LastSequenceAsync();
        await Assert.ThrowsAsync<ParamConflictException>(() => _process.Store.ApplyAsync(id, new LogBatch { At = At, Params = [new("b", "1"), new("a", "2")], Metrics = Points.Curve("loss", 3) }));
        await Assert.ThrowsAsync<TrackingNotFoundException>(() => _process.LogAsync(StreamNames.NewRunId(0), Points.Curve("loss", 1)));
        await Assert.ThrowsAsync<TrackingNotFoundException>(() => _process.Store.LogMetricAsync(StreamNames.NewRunId(0), "loss", default));
        await Assert.ThrowsAsync<TrackingNotFoundException>(() => _process.Store.CreateRunAsync(new CreateRun("nope", "", "", 0) { At = At }));
        await Assert.ThrowsAsync<InvalidInputException>(() => _process.Store.CreateRunAsync(new CreateRun("0", "", "", 0) { At = At, RunId = "../x" }));
        Assert.Equal(before, await _process.Journal.LastSequenceAsync());
        await _process.Store.ApplyAsync(id, new DeleteRun { At = At });
        await Assert.ThrowsAsync<RunNotActiveException>(() => _process.LogAsync(id, Points.Curve("loss", 1)));
        await Assert.ThrowsAsync<RunNotActiveException>(() => _process.Store.LogMetricAsync(id, "loss", default));
        Assert.Empty((await _process.Views.HistoryAsync(id, "loss")).Points);
    }

    [Fact]
    public async Task Writers_in_two_processes_and_many_at_once_lose_and_double_nothing()
    {
        await using var other = new TrackingProcess(database.NewDataSource(), own: true);
        var run = await _process.RunAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            var process = i % 2 == 0 ? _process : other;
            await process.Store.ApplyAsync(run, new LogBatch { At = At, Metrics = Points.Curve("loss", 10, 10 * i), Params = [new($"p{i}", "x"), new("same", "y")] });
            await process.Store.LogMetricAsync(run, "single", new MetricPoint(i, i, i));
        })));
        Assert.Equal(Enumerable.Range(0, 600), (await _process.Views.HistoryAsync(run, "loss")).Points.Select(p => (int)p.Step));
        Assert.Equal(Enumerable.Range(0, 60), (await _process.Views.HistoryAsync(run, "single")).Points.Select(p => (int)p.Step));
        Assert.Equal(61, (await other.Views.RunAsync(run))!.Params.Count);
        // Histories leave equal points out, so what is stored is counted too.
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from metric_inbox where run_id = '{run}'") == 0);
        Assert.Equal(660, await Some.ScalarAsync<long>(database.DataSource, $"select sum((data->>'points')::int)::bigint from mt_events where stream_id = 'run-{run}' and type = 'metrics_logged'"));
    }

    [Fact]
    public async Task Points_of_the_inbox_are_seen_at_once_and_move_into_events()
    {
        var run = await _process.RunAsync();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => _process.Store.LogMetricAsync(run, i % 2 == 0 ? "a" : "b", new MetricPoint(i, 5, i))));
        await _process.Store.LogMetricAsync(run, "a", new MetricPoint(0, 5, 0)); // the same point again
        await CheckAsync();
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from metric_inbox where run_id = '{run}'") == 0);
        await CheckAsync();
        var stored = await Some.ScalarAsync<long>(database.DataSource, $"select sum((data->>'points')::int)::bigint from mt_events where stream_id = 'run-{run}' and type = 'metrics_logged'");
        Assert.InRange(stored, 500, 501);

        async Task CheckAsync()
        {
            Assert.Equal(Enumerable.Range(0, 250).Select(i => 2.0 * i), (await _process.Views.HistoryAsync(run, "a")).Points.Select(p => p.Value));
            var latest = (await _process.Views.RunWithMetricsAsync(run))!.Metrics;
            Assert.Equal([("a", 498.0, 0.0, 498.0), ("b", 499.0, 1.0, 499.0)], latest.Select(m => (m.Key, m.Last.Value, m.Min, m.Max)));
        }
    }

    [Fact]
    public async Task A_row_that_cannot_be_taken_over_is_put_aside_and_stalls_no_other()
    {
        var damaged = await _process.RunAsync();
        var none = new string('0', 32); // a run that is not there, and comes first in the order of rows
        var (block, _, _) = MetricBlock.Encode(Points.Curve("loss", 1));
        foreach (var (run, bytes) in new[] { (damaged, [255, 0, 1]), (none, block) })
        {
            await using var insert = database.DataSource.CreateCommand("insert into metric_inbox (run_id, points, block) values ($1, 1, $2)");
            insert.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = run }, new() { Value = bytes } });
            await insert.ExecuteNonQueryAsync();
        }
        foreach (var run in new[] { damaged, await _process.RunAsync() })
        {
            await _process.Store.LogMetricAsync(run, "good", new MetricPoint(1, 2, 3));
            await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from metric_inbox where run_id = '{run}'") == 0);
            Assert.Single((await _process.Views.HistoryAsync(run, "good")).Points);
        }
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(database.DataSource, "select count(*) from metric_inbox") == 0);
        Assert.Equal([none, damaged], (await Some.ScalarAsync<string[]>(database.DataSource, $"select array_agg(run_id order by run_id = '{damaged}') from metric_inbox_refused")));
    }

    [Fact]
    public async Task A_pass_over_the_inbox_takes_a_bounded_number_of_points()
    {
        var run = await _process.RunAsync();
        var blocks = Enumerable.Range(0, 3).Select(i => MetricBlock.Encode(Points.Curve("loss", 1, i)).Block).ToArray();
        await using (var insert = database.DataSource.CreateCommand("insert into metric_inbox (run_id, points, block) select $1, 150000, b from unnest($2) b"))
        {
            insert.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = run }, new() { Value = blocks } });
            await insert.ExecuteNonQueryAsync();
        }
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from metric_inbox where run_id = '{run}'") == 0);
        var events = await _process.Journal.ReadStreamAsync(StreamNames.Run(run));
        Assert.Equal([2, 1], events.Select(e => e.Data).OfType<MetricsLogged>().Select(e => e.Points));
        Assert.Equal([0L, 1L, 2L], (await _process.Views.HistoryAsync(run, "loss")).Points.Select(p => p.Step));
    }

    [Fact]
    public async Task Points_that_another_has_taken_are_not_put_into_a_second_event()
    {
        var run = await _process.RunAsync();
        var taken = new AppendCompanion("select platform_take_from_inbox($1, $2)", [run], [long.MaxValue]);
        var append = new AppendRequest(StreamNames.Run(run), StreamNames.RunType, 1, MetricsLogged.Of(Points.Curve("loss", 1), At)) { Companion = taken };
        Assert.Equal("PJ003", (await Assert.ThrowsAsync<PostgresException>(() => _process.Journal.AppendAsync(append))).SqlState);
        Assert.Single(await _process.Journal.ReadStreamAsync(StreamNames.Run(run)));
    }

    [Fact]
    public async Task The_latest_values_are_the_same_before_and_after_merging()
    {
        var run = await _process.RunAsync();
        for (var part = 0; part < 3; part++)
        {
            var batch = Points.Curve("loss", 100, 100 * part, i => i == 150 ? double.NaN : Math.Cos(i));
            batch.Add("wild", new MetricPoint(3 - part, part, part == 1 ? double.PositiveInfinity : part));
            await _process.LogAsync(run, batch);
        }
        var before = (await _process.Views.RunWithMetricsAsync(run))!.Metrics;
        await LatestMerger.MergeAsync(database.DataSource, [run], default);
        Assert.Equal(before, (await _process.Views.RunWithMetricsAsync(run))!.Metrics);
        await _process.LogAsync(run, Points.Curve("loss", 1, 1000));
        var after = (await _process.Views.RunWithMetricsAsync(run))!.Metrics;
        Assert.Equal((301L, 0L, 1000L), (after[0].Count, after[0].FirstStep, after[0].Last.Step));
        Assert.Equal((3L, 0.0, double.PositiveInfinity), (after[1].Last.Step, after[1].Min, after[1].Max));
        await Some.ExecuteAsync(database.DataSource, $"delete from run_latest where run_id = '{run}'");
        Assert.Equal(after, (await _process.Views.RunWithMetricsAsync(run))!.Metrics);
    }

    [Fact]
    public async Task A_rebuild_gives_equal_rows_of_where_points_lie()
    {
        var run = await _process.RunAsync();
        var batch = Points.Curve("loss", 200);
        batch.Add("few", new MetricPoint(7, 8, double.NegativeInfinity));
        batch.Add("other", new MetricPoint(long.MaxValue, long.MinValue, 1));
        await _process.LogAsync(run, batch);
        var before = await RowsAsync();
        Assert.Equal(2, before.Length);
        await new ProjectionRebuild(database.DataSource, PlatformEvents.Types, PlatformProjections.All).RunAsync();
        Assert.Equal(before, await RowsAsync());

        async Task<string[]> RowsAsync() => await Some.ScalarAsync<string[]>(
            database.DataSource, $"select array_agg(m::text order by key, version) from metric_chunks m where run_id = '{run}'");
    }

    [Fact]
    public async Task A_rebuild_makes_the_latest_metrics_anew()
    {
        var run = await _process.RunAsync();
        await _process.LogAsync(run, Points.Curve("loss", 200));
        var before = (await _process.Views.RunWithMetricsAsync(run))!.Metrics;
        await Platform.Core.Tracking.Store.LatestMerger.MergeAsync(database.DataSource, [run], TestContext.Current.CancellationToken);
        await Some.ExecuteAsync(database.DataSource, "update run_latest set packed = ''");

        await new ProjectionRebuild(database.DataSource, PlatformEvents.Types, PlatformProjections.All).RunAsync();

        Assert.Equal(before, (await _process.Views.RunWithMetricsAsync(run))!.Metrics);
        Assert.Equal((1L, 2L), (await Some.ScalarAsync<long>(database.DataSource, $"select count(*) from run_latest where run_id = '{run}'"), await Some.ScalarAsync<long>(database.DataSource, $"select merged_version from run_latest where run_id = '{run}'")));
        await _process.LogAsync(run, Points.Curve("loss", 10, from: 200));
        Assert.Equal(210, (await _process.Views.RunWithMetricsAsync(run))!.Metrics.Single().Count);
    }

    private static void AssertSame(TrackedRun expected, TrackedRun actual)
    {
        Assert.Equal(expected.Params.OrderBy(p => p.Key, StringComparer.Ordinal), actual.Params.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Tags.OrderBy(p => p.Key, StringComparer.Ordinal), actual.Tags.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Inputs, actual.Inputs);
        Assert.Equal(expected with { Params = actual.Params, Tags = actual.Tags, Inputs = actual.Inputs }, actual);
    }
}
