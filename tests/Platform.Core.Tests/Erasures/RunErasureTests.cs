using System.Text;
using Platform.Core.Erasures;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Registry;
using Platform.Core.Tests.Journal;
using Platform.Core.Tests.Tracking;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Store;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Erasures;

/// <summary>What a tracked run was is gone after its erasure, from every table and from the disk; its stream keeps its shape, and everything still stands.</summary>
public sealed class RunErasureTests : IAsyncLifetime
{
    private const string Secret = "Winterthur";
    private const string Shape = "select string_agg(row(seq_id, id, stream_id, version, type, timestamp, mt_dotnet_type, data -> 'at')::text, '|' order by seq_id) from mt_events where seq_id <= ";
    private static readonly DateTimeOffset At = TrackingProcess.At;
    private TestDatabase _database = null!;
    private ErasureProcess _process = null!;

    private TrackingStore Store => _process.Tracking.Store;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _process = new ErasureProcess(_database.DataSource);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_of_it_is_left_in_any_table_and_its_stream_keeps_its_shape()
    {
        var (run, other) = (await SecretRunAsync(), await _process.Tracking.RunAsync());
        var (own, shared) = (await _process.StoreAsync(run, $"{Secret}.txt", "own"), await _process.StoreAsync(run, "shared.txt", "shared"));
        await _process.StoreAsync(other, "shared.txt", "shared");
        var model = await SecretModelAsync(run);
        await LatestMerger.MergeAsync(_database.DataSource, [run], default);
        await Store.ApplyAsync(run, new DeleteRun { At = At });
        var last = await _process.Tracking.Journal.LastSequenceAsync();
        var shape = await Some.ScalarAsync<string>(_database.DataSource, Shape + last);
        Assert.Contains(Secret, await _process.TextAsync(), StringComparison.Ordinal);

        var plan = await _process.Eraser.Planner.PlanAsync(ErasureProcess.Run(run));
        Assert.Equal((2, 302L, 3L, 14L), (plan.Streams, plan.Points, plan.Files, plan.Bytes));
        Assert.Empty(plan.Obstacles);
        Assert.Equal(last, await _process.Tracking.Journal.LastSequenceAsync());
        Assert.Equal(plan.Events, (await _process.Eraser.EraseAsync(ErasureProcess.Run(run), "an officer", "asked for")).Events);
        await _process.Eraser.CleanUpAsync();

        var text = await _process.TextAsync();
        Assert.DoesNotContain(Secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)), text, StringComparison.Ordinal);
        Assert.Equal(shape, await Some.ScalarAsync<string>(_database.DataSource, Shape + last));
        Assert.False(_process.IsStored(own));
        Assert.True(_process.IsStored(shared));
        await WholeAsync();

        var erased = (await _process.Views.FindAsync(StreamNames.Run(run)))!;
        Assert.Equal(("an officer", "asked for", true), (erased.By, erased.Reason, erased.IsDone));
        Assert.NotNull(await _process.Views.FindAsync(StreamNames.LoggedModel(model)));
        Assert.Null(await _process.Tracking.Views.RunWithMetricsAsync(run));
        Assert.Empty(await _process.Tracking.Views.RunsWithMetricsAsync([run]));
        await Assert.ThrowsAsync<ErasedException>(() => new PastViews(_process.Tracking.Journal, _process.Tracking.Views).RunAsync(run, new PastMoment(last)));
        Assert.True((await _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", "again")).IsDone);
        Assert.Equal(last + 2, await _process.Tracking.Journal.LastSequenceAsync());
    }

    [Fact]
    public async Task What_is_erased_while_the_views_are_made_anew_does_not_come_back_with_them()
    {
        var run = await SecretRunAsync();
        await Store.ApplyAsync(run, new DeleteRun { At = At });
        var erasing = Task.CompletedTask;
        await _process.RebuildAsync(new Between(() =>
        {
            erasing = Task.Run(() => _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", ""));
            Assert.True(((IAsyncResult)erasing).AsyncWaitHandle.WaitOne(Eventually.Patience), "The erasure waits for the rebuild.");
        }));
        await erasing;

        Assert.NotNull(await _process.Views.FindAsync(StreamNames.Run(run)));
        Assert.Equal(0L, await Some.ScalarAsync<long>(_database.DataSource, $"select count(*) from run_latest where run_id = '{run}'"));
        await WholeAsync();
    }

    [Fact]
    public async Task Folding_the_stream_gives_what_is_left_of_a_run_and_it_takes_nothing_more()
    {
        var run = await SecretRunAsync();
        await Store.ApplyAsync(run, new DeleteRun { At = At });
        await _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", "");

        var events = await _process.Tracking.Journal.ReadStreamAsync(StreamNames.Run(run));
        Assert.All(events.SkipLast(1), e => Assert.Equal((typeof(ErasedEvent), null, null, null), (e.Data.GetType(), e.By, e.CausationId, e.CorrelationId)));
        var state = events.Select(e => e.Data).OfType<RunEvent>().Aggregate((TrackedRun?)null, TrackedRun.Evolve)!;
        Assert.Equal((run, "0", Lifecycle.Erased, TrackedRun.ErasedName, "", 0), (state.Id, state.ExperimentId, state.Lifecycle, state.Name, state.User, state.Params.Count + state.Tags.Count));
        Assert.Equal(state.CreatedAt, (await _process.Tracking.Views.RunStateAsync(run, default)).State!.CreatedAt, TimeSpan.FromTicks(10)); // the database keeps microseconds

        foreach (var command in (RunCommand[])[new RestoreRun { At = At }, new DeleteRun { At = At }, new LogBatch { At = At, Params = [new("a", "b")] }, new UpdateRun(Name: "again") { At = At }])
            await Assert.ThrowsAsync<TrackingNotFoundException>(() => Store.ApplyAsync(run, command));
        await Assert.ThrowsAsync<TrackingNotFoundException>(() => Store.LogMetricAsync(run, "loss", new MetricPoint(1, 2, 3)));
        await Assert.ThrowsAsync<RuleViolation>(() => Store.CreateRunAsync(new CreateRun("0", "again", "me", 7) { RunId = run, At = At }));
        Assert.Equal(events.Count, (await _process.Tracking.Journal.ReadStreamAsync(StreamNames.Run(run))).Count);
    }

    [Fact]
    public async Task A_run_that_is_not_deleted_is_refused_and_one_that_a_version_needs_too()
    {
        var run = await SecretRunAsync();
        var before = await _process.TextAsync("metric_inbox", "run_latest");
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", ""));
        Assert.Contains("only deleted runs can be erased", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _process.TextAsync("metric_inbox", "run_latest"));

        await _process.Commands.ApplyAsync("digits", new EnterModel("digits", "", new Dictionary<string, string>(), "me") { At = At });
        await _process.Commands.RegisterAsync("digits", new RegisterOutsideVersion("digits", $"runs:/{run}/model", "", new Dictionary<string, string>(), "me") { RunId = run, At = At });
        await Store.ApplyAsync(run, new DeleteRun { At = At });
        refused = await Assert.ThrowsAsync<RuleViolation>(() => _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", ""));
        Assert.Equal("Version 1 of the model 'digits' came from it and needs it. Delete the version first.", refused.Message);
        Assert.Empty(await _process.Retention.DueAsync(DateTimeOffset.UtcNow.AddDays(1)));
        await _process.Commands.ApplyAsync("digits", new DeleteVersion(1, "me") { At = At });
        Assert.Equal(run, Assert.Single(await _process.Retention.DueAsync(DateTimeOffset.UtcNow.AddDays(1))).Id);
        Assert.False((await _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", "")).IsDone);
        await Assert.ThrowsAsync<TrackingNotFoundException>(() => _process.Eraser.EraseAsync(ErasureProcess.Run("none"), "me", ""));
        await Assert.ThrowsAsync<InvalidInputException>(() => _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", new string('x', ContentEraser.LongestReason + 1)));
    }

    [Fact]
    public async Task A_long_run_is_erased_in_pieces_and_who_comes_after_a_process_that_died_in_between_goes_on()
    {
        var run = await SecretRunAsync();
        var version = (await _process.Tracking.Views.RunStateAsync(run, default)).Version;
        await _process.Tracking.Journal.AppendAsync(new AppendRequest(
            StreamNames.Run(run), StreamNames.RunType, version, [.. Enumerable.Range(0, 11_000).Select(i => new RunTagsSet(new Dictionary<string, string?> { [$"tag{i % 7}"] = $"{Secret} {i}" }, At))]));
        await Store.ApplyAsync(run, new LogBatch { At = At, Metrics = Points.Curve(Secret, 100) });
        await Store.ApplyAsync(run, new DeleteRun { At = At });

        // The first piece, as a process leaves it that dies after it.
        (var state, version) = await _process.Tracking.Views.RunStateAsync(run, default);
        var erasure = new Erasure(0, 4_000, "me", "cut short", At);
        await _process.Tracking.Journal.AppendAsync(
            new AppendRequest(StreamNames.Run(run), StreamNames.RunType, version, RunDecider.Decide(run, state, new EraseRun(erasure) { At = At }))
            {
                Companion = new AppendCompanion("select platform_erase($1, $2)", [StreamNames.Run(run), StreamNames.Run(run)], [0, 4_000]),
            });
        Assert.Null(await _process.Tracking.Views.RunAsync(run));
        var words = new Listed();
        Assert.Equal([], (await _process.VerifyAsync(words)).First);
        Assert.Contains("erasures: 1 streams, of 1 not done yet, 0 differences", words);
        var before = await _process.TextAsync("run_latest");
        await _process.RebuildAsync();
        Assert.Equal(before, await _process.TextAsync("run_latest"));

        Assert.Equal(1, await _process.Eraser.ResumeAsync());
        var pieces = (await _process.Tracking.Journal.ReadStreamAsync(StreamNames.Run(run))).Select(e => e.Data).OfType<RunErased>().ToList();
        Assert.Equal([(0L, 4_000L, "cut short"), (4_000L, 9_000L, "cut short"), (9_000L, version, "cut short")], pieces.Select(e => (e.Erasure.AfterVersion, e.Erasure.UpToVersion, e.Erasure.Reason)));
        Assert.DoesNotContain(Secret, await _process.TextAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await _process.Eraser.ResumeAsync());
        await WholeAsync();
    }

    [Fact]
    public async Task Points_that_come_while_it_is_erased_are_kept_nowhere()
    {
        var run = await SecretRunAsync();
        await Store.ApplyAsync(run, new DeleteRun { At = At });
        await _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", "");
        var (block, points, _) = MetricBlock.Encode(MetricBatch.Of(Secret, new MetricPoint(1, 2, 3)));
        await using (var command = _database.DataSource.CreateCommand("insert into metric_inbox (run_id, points, block) values ($1, $2, $3)"))
        {
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = run });
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = points });
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = block });
            await command.ExecuteNonQueryAsync();
        }
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(_database.DataSource, "select count(*) from metric_inbox") == 0);
        Assert.Equal(0, await Some.ScalarAsync<long>(_database.DataSource, "select count(*) from metric_inbox_refused"));
        await WholeAsync();
    }

    [Fact]
    public async Task Questions_know_neither_the_run_nor_the_names_that_only_it_had()
    {
        using var search = new RunSearch(_process.Tracking.Views);
        var (run, other) = (await SecretRunAsync(), await _process.Tracking.RunAsync());
        await Store.ApplyAsync(run, new DeleteRun { At = At });
        foreach (var view in Enum.GetValues<LifecycleView>())
            Assert.Equal(view == LifecycleView.All ? 2 : 1, await search.CountAsync(new RunQuery(["0"]) { View = view }));
        Assert.Contains(await search.FieldsAsync("0"), field => field.Key.Contains(Secret, StringComparison.Ordinal));

        await _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", "");
        Assert.Equal(other, Assert.Single((await search.FindAsync(new RunQuery(["0"]) { View = LifecycleView.All })).Runs).Run.Id);
        Assert.Equal(0, await search.CountAsync(new RunQuery(["0"]) { View = LifecycleView.DeletedOnly }));
        Assert.DoesNotContain(await search.FieldsAsync("0"), field => field.Key.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("update mt_events set data = data || '{\"name\": \"back\"}' where type = 'run_created'", "version 1 of run-RUN (run_created) was erased, but still has contents")]
    [InlineData("update mt_events set headers = '{\"by\": \"somebody\"}' where stream_id = 'run-RUN' and version = 2", "version 2 of run-RUN (params_logged) was erased, but still has contents")]
    [InlineData("update mt_events set data = '{\"erased\": true}' where stream_id = 'tracking-0'", "version 1 of tracking-0 (tracked_experiment_created) has lost its contents, and no event says that they were erased")]
    [InlineData("insert into run_latest select 'RUN', (select version from mt_streams where id = 'run-RUN'), packed from run_latest where run_id = 'OTHER'", "latest metrics: of run RUN as of version")]
    [InlineData("delete from mt_events where stream_id = 'run-RUN' and version = 3", "stream: run-RUN is at version")]
    [InlineData("update tracked_runs set user_name = 'me' where id = 'RUN'", "view tracked_runs: row (RUN): user_name is \"me\", folded \"\"")]
    [InlineData("delete from erasures", "view erasures: the row (run-RUN) is missing")]
    public async Task Damage_is_found_as_before(string damage, string expected)
    {
        var (run, other) = (await SecretRunAsync(), await SecretRunAsync());
        await Store.ApplyAsync(run, new DeleteRun { At = At });
        await _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", "");
        await LatestMerger.MergeAsync(_database.DataSource, [run, other], default);
        await WholeAsync();
        await Some.ExecuteAsync(_database.DataSource, Named(damage));
        Assert.Contains((await _process.VerifyAsync()).First, line => line.Contains(Named(expected), StringComparison.Ordinal));

        string Named(string text) => text.Replace("RUN", run, StringComparison.Ordinal).Replace("OTHER", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_stream_of_a_logged_model_is_erased_in_pieces()
    {
        var run = await SecretRunAsync();
        var model = await SecretModelAsync(run);
        var files = Enumerable.Range(0, 5_100).Select(i => (object)new LoggedModelFileStored($"{Secret}/{i}", new string('1', 64), 1, At)).ToList();
        await _process.Tracking.Journal.AppendAsync(new AppendRequest([new StreamAppend(StreamNames.LoggedModel(model), StreamNames.LoggedModelType, StreamAppend.Any, files)]));
        await Store.ApplyAsync(run, new DeleteRun { At = At });
        await _process.Eraser.EraseAsync(ErasureProcess.Run(run), "me", "");

        Assert.DoesNotContain(Secret, await _process.TextAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2L, await Some.ScalarAsync<long>(_database.DataSource, $"select count(*) from mt_events where stream_id = 'logged-model-{model}' and type = 'logged_model_erased'"));
        await WholeAsync();
    }

    [Fact]
    public void What_is_left_between_two_pieces_can_be_folded()
    {
        var erasure = new Erasure(0, 1, "me", "", At);
        Assert.True(LoggedModelFolds([new LoggedModelFileStored("a", "b", 1, At), new LoggedModelErased("m", "0", erasure)])!.Deleted);
        Assert.Null(LoggedModelFolds([new LoggedModelFileStored("a", "b", 1, At)]));
        Assert.True(Platform.Core.Experiments.Experiment.Fold([new Platform.Core.Experiments.ExperimentPaused("me", At), new Platform.Core.Experiments.ExperimentErased("e", erasure)]).IsErased);

        static LoggedModel? LoggedModelFolds(IEnumerable<LoggedModelEvent> events) => events.Aggregate((LoggedModel?)null, LoggedModel.Evolve);
    }

    private async Task WholeAsync()
    {
        Assert.Equal([], (await _process.VerifyAsync()).First);
        var before = await _process.TextAsync("run_latest");
        await _process.RebuildAsync();
        Assert.Equal(before, await _process.TextAsync("run_latest"));
    }

    private async Task<string> SecretRunAsync()
    {
        var run = (await Store.CreateRunAsync(
            new CreateRun(TrackedExperiment.DefaultId, $"{Secret} 1", Secret, 1_767_323_045_678) { At = At, By = Secret, Tags = new Dictionary<string, string> { ["mlflow.note.content"] = $"# {Secret}" } }, $"{Secret}/{Guid.NewGuid()}")).Id;
        await Store.ApplyAsync(run, new LogBatch
        {
            At = At, By = Secret, Params = [new($"{Secret} rate", Secret)], Tags = [new("a", Secret), new(Secret, "b")], Metrics = Points.Curve($"{Secret} loss", 300),
        }, $"batch {Secret} {Guid.NewGuid()}");
        await Store.ApplyAsync(run, new LogInputs([new RunInput(new TrackedDataset(Secret, "d1", "local", $"/{Secret}.csv", "{}", "{}"), new Dictionary<string, string>())]) { At = At });
        await Store.ApplyAsync(run, new LogBatch { At = At, ModelMetrics = [new ModelSeries($"m-{run}", $"{Secret} recall", Secret, "d1", [1, 2], [5, 6], [0.5, double.NaN])] });
        await Store.LogMetricAsync(run, $"{Secret} one", new MetricPoint(1, 2, 3));
        await Store.LogMetricAsync(run, $"{Secret} one", new MetricPoint(2, 3, 4));
        await Store.ApplyAsync(run, new UpdateRun(RunStatus.Finished, 9, $"{Secret} 2") { At = At });
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<long>(_database.DataSource, "select count(*) from metric_inbox") == 0);
        return run;
    }

    private async Task<string> SecretModelAsync(string run)
    {
        var id = $"m-{Guid.NewGuid():N}";
        await _process.Models.ApplyAsync(id, new CreateLoggedModel(id, "0", Secret, "x") { RunId = run, Params = new Dictionary<string, string> { [Secret] = "1" }, At = At });
        await _process.Models.ApplyAsync(id, new NameModelOutput(run, 3) { At = At });
        await _process.Models.ApplyAsync(id, new NameModelInput(run) { At = At });
        await _process.Models.ApplyAsync(id, new StoreModelFile($"{Secret}/weights", new string('0', 64), 5) { At = At });
        return id;
    }

    private sealed class Listed : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }

    /// <summary>Acts when the latest metrics are made, before the tables are exchanged.</summary>
    private sealed class Between(Action act) : IProgress<long>
    {
        public void Report(long value) => act();
    }
}
