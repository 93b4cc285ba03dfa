using System.Text.Json;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Core.Tests.Views;

public sealed class ViewTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly EventJournal _journal;
    private readonly PlatformCommands _commands;
    private readonly PlatformViews _views;

    public ViewTests(TestDatabase database)
    {
        _database = database;
        _journal = new EventJournal(database.DataSource, PlatformEvents.Types, PlatformProjections.All);
        _commands = new PlatformCommands(_journal);
        _views = new PlatformViews(database.DataSource);
    }

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    [Fact]
    public async Task A_runs_view_is_what_folding_its_events_gives()
    {
        var script = new SweepScript(_commands, "folded");
        var reproduction = await script.PlayAsync("folded-model");
        foreach (var id in Enumerable.Range(1, 5).Select(script.Trial).Append(reproduction))
            ViewAssert.Same(await _commands.LoadTrialAsync(id), (await _views.TrialAsync(id))!);
        var second = (await _views.TrialAsync(script.Trial(2)))!;
        Assert.Equal("why 2", second.Why);
        Assert.Equal("below the median", second.EndReason);
        Assert.Equal(new PruningNumbers(1, 0.4, 0.5), second.Pruning);
        Assert.Equal((new Rationale(ProposalKind.Explore, Mean: 0.5), "carried 2"), (second.Rationale, second.Carried));
        Assert.Equal(0.05, second.Parameters["learning_rate"]);
        Assert.Equal("silo-c 1.13.1", Environment(second));
        var fourth = (await _views.TrialAsync(script.Trial(4)))!;
        Assert.Equal([double.NaN, 1e-300, double.NaN], fourth.Metrics["sometimes"]);
        Assert.Equal([0.71, double.NaN, 0.2], fourth.Curve("validation_accuracy"));
        Assert.Equal(3.75, fourth.TrainedSeconds);
        Assert.Equal(0.69, fourth.TestMetrics!["validation_accuracy"]);

        static string Environment(TrialView trial) => $"{trial.Silo} {trial.Environment!.Libtorch}";
    }

    [Fact]
    public async Task A_sweeps_view_counts_its_trials_and_knows_the_best()
    {
        var script = new SweepScript(_commands, "counted");
        await script.PlayAsync("counted-model");
        var view = (await _views.ExperimentAsync("counted"))!;
        var state = await _commands.LoadExperimentAsync("counted");
        Assert.Equal((state.BestTrialId, state.BestValue), (view.BestTrialId, view.BestValue));
        Assert.Equal([(1, 5, 2, "one more"), (1, 6, 2, "")], view.Changes.Select(c => (c.AfterTrial, c.Before.Trials, c.Before.Parallelism, c.Reason)));
        Assert.Equal(state.Changes.Select(c => (c.AfterTrial, c.By, c.At)), view.Changes.Select(c => (c.AfterTrial, c.By, c.At)));
        Assert.Equal((5, 3), (view.Spec.Trials, view.Spec.Parallelism));
        Assert.Equal((script.Trial(4), 0.71), (view.BestTrialId, view.BestValue));
        Assert.Equal((5, 0, 2, 1, 1, 1), (view.Proposed, view.Running, view.Completed, view.Pruned, view.Failed, view.Cancelled));
        Assert.Equal((ExperimentStatus.Completed, 9, "A sweep"), (view.Status, view.Priority, view.Name));
        Assert.NotNull(view.FinishedAt);
        var stream = await _journal.ReadStreamAsync(StreamNames.Experiment("counted"));
        Assert.Equal(stream.Last(e => e.Data is not ReproductionRequested).Sequence, view.LastSequence);
        Assert.Contains(await _views.ActiveExperimentsAsync(), e => e.Id == "counted"); // its reproduction has not ended
        Assert.Contains(await _views.TrialsToEvaluateAsync(), t => t.Id == script.Trial(1));
    }

    [Fact]
    public async Task When_the_objective_is_minimised_the_smallest_value_is_best()
    {
        var script = new SweepScript(_commands, "smallest");
        await script.CreateAsync(3, Direction.Minimize);
        await script.TrainAsync(1, 3, 0.5, 0.3, 0.4);
        await script.TrainAsync(2, 3, 0.6, 0.7, 0.8);
        await script.ProposeAsync(3);
        await script.BeginAsync(3, "silo-a");
        var view = (await _views.ExperimentAsync("smallest"))!;
        Assert.Equal((script.Trial(1), 0.3, 1), (view.BestTrialId, view.BestValue, view.Running));
        Assert.Equal(2, (await _views.TrialAsync(script.Trial(1)))!.BestEpoch);
    }

    [Fact]
    public async Task The_best_of_a_sweep_keeps_its_constraints()
    {
        var script = new SweepScript(_commands, "bounded");
        await script.CreateAsync(4, Direction.Maximize, new MetricConstraint("validation_loss", AtMost: true, 0.3), new MetricConstraint("trained_seconds", AtMost: true, 60));
        await script.TrainAsync(1, 3, 0.9, 0.8, 0.7); // best in its first epoch, whose validation loss is 0.43
        await script.TrainAsync(2, 3, 0.5, 0.6, 0.55); // best in its second: 0.27
        await script.TrainAsync(3, 3, 0.95, 0.1, 0.1);
        await script.ProposeAsync(4);
        await _commands.ApplyAsync(script.Trial(4), new CancelTrial("enough", DateTimeOffset.UnixEpoch));
        var (view, state) = ((await _views.ExperimentAsync("bounded"))!, await _commands.LoadExperimentAsync("bounded"));
        Assert.Equal((script.Trial(2), 0.6), (view.BestTrialId, view.BestValue));
        Assert.Equal((script.Trial(2), 0.6), (state.BestTrialId, state.BestValue));
        var events = (await _journal.ReadStreamAsync(StreamNames.Experiment("bounded"))).Select(e => e.Data).ToList();
        Assert.Equal([false, true, false, null], events.OfType<TrialFinished>().Select(e => e.Feasible));
        Assert.Equal(script.Trial(2), events.OfType<ExperimentCompleted>().Single().BestTrialId);
    }

    [Fact]
    public async Task A_study_holds_exactly_the_events_up_to_its_number()
    {
        var script = new SweepScript(_commands, "studied");
        await script.CreateAsync(40, Direction.Maximize);
        var training = Task.Run(async () =>
        {
            for (var number = 1; number <= 20; number++)
                await script.TrainAsync(number, 3, 0.1, 0.2, 0.3);
        });
        var studies = new List<StudySnapshot>();
        while (!training.IsCompleted)
            studies.Add((await _views.StudyAsync("studied"))!);
        await training;
        var all = await _journal.ReadAllAsync(0, 10_000);
        foreach (var study in studies)
        {
            var seen = all.Where(e => e.Sequence <= study.BasedOn).ToList();
            Assert.Equal(seen.Count(e => e.Data is EpochCompleted && e.StreamId.StartsWith("trial-studied-", StringComparison.Ordinal)), study.Trials.Sum(t => t.LastEpoch));
            Assert.Equal(seen.Count(e => e.Data is TrialProposed && e.StreamId == "experiment-studied"), study.Experiment.Proposed);
        }
        Assert.True(studies.Count > 3, $"Only {studies.Count} studies were read while the sweep ran.");
        Assert.Null(await _views.StudyAsync("no-such-sweep"));
    }

    [Fact]
    public async Task A_model_shows_its_versions_and_how_its_aliases_moved()
    {
        await new SweepScript(_commands, "promoted").PlayAsync("digits-reader");
        var model = (await _views.ModelAsync("digits-reader"))!;
        Assert.Equal([1, 2, 3], model.Versions.Select(v => v.Version));
        Assert.Equal(new Dictionary<string, int> { ["champion"] = 2, ["challenger"] = 3 }, model.Aliases);
        Assert.Equal(["done", "better", "try", "best"], model.History.Skip(1).Select(m => m.Why));
        Assert.Null(await _views.ModelAsync("no-such-model"));
    }

    [Fact]
    public async Task A_retraining_shows_its_plan_what_runs_what_waits_and_how_the_last_ones_ended()
    {
        await new SweepScript(_commands, "retrained").PlayAsync("retrained-model");
        var view = (await _views.RetrainingAsync("retrained-model"))!;
        Assert.Equal("0 0 3 * * ?", view.Scheduled!.Plan.Cron);
        Assert.True(view.Requested!.Force);
        Assert.Equal((5, 3), (view.Running!.Number, view.Running.Data.Labels));
        Assert.Equal(ExperimentStatus.Running, (await _views.ExperimentAsync(view.Running.ExperimentId))!.Status);
        Assert.Equal(
            [(4, RetrainingOutcome.Failed, null), (3, RetrainingOutcome.Failed, null), (2, RetrainingOutcome.Finished, 3), (1, RetrainingOutcome.Skipped, (int?)null)],
            view.Past.Select(past => (past.Number, past.Outcome, past.Version)));
        Assert.Equal([null, 2, 1, null], view.Past.Select(past => past.Start?.Data.Labels));
        Assert.All(view.Past, past => Assert.Equal(past.Start?.Occasion ?? past.Occasion, past.Occasion));
        Assert.Contains(await _views.RetrainingsAsync(), other => other.Model == "retrained-model");

        await _commands.ApplyAsync("retrained-model", new UnscheduleRetraining("me", "", DateTimeOffset.UnixEpoch));
        view = (await _views.RetrainingAsync("retrained-model"))!;
        Assert.Equal((null, null), (view.Scheduled, view.Requested));
        Assert.NotNull(view.Running);
        Assert.Null(await _views.RetrainingAsync("no-such-model"));
    }

    [Fact]
    public async Task Whoever_takes_a_models_name_again_has_no_retrainings_and_its_first_one_has_a_sweep_of_its_own()
    {
        const string model = "renamed-and-taken-again";
        await new SweepScript(_commands, "first-owner").PlayAsync(model);
        var first = (await _views.RetrainingAsync(model))!.Running!.ExperimentId;
        await _commands.ApplyAsync(model, new FailRetraining(5, "given up", DateTimeOffset.UnixEpoch));
        await _commands.ApplyAsync(model, new UnscheduleRetraining("me", "", DateTimeOffset.UnixEpoch));
        await _commands.RenameModelAsync(model, "moved-away", "me", DateTimeOffset.UnixEpoch);
        Assert.Null(await _views.RetrainingAsync(model));

        await new SweepScript(_commands, "second-owner", year: 2027).PlayAsync(model);
        var again = (await _views.RetrainingAsync(model))!;
        Assert.Equal([4, 3, 2, 1], again.Past.Select(past => past.Number));
        Assert.NotEqual(first, again.Running!.ExperimentId);
    }

    [Fact]
    public async Task A_running_runs_view_has_every_epoch_though_its_row_takes_them_many_at_once()
    {
        const string Id = "lagging-1";
        const int Epochs = (2 * TrialStatements.EpochsAtOnce) + 5;
        var (at, version) = (DateTimeOffset.UnixEpoch, 0L);
        var environment = new RunEnvironment("1.0", "1.13.1", "openblas", 1, "cpu", "a cpu", "debian");
        await AppendAsync(
            new TrialCreated(Id, "lagging", 1, ParameterSet.Empty, ParameterSet.Empty, new Objective("validation_accuracy", Direction.Maximize), Epochs, "cpu", 0, null, at),
            new TrialStarted(1, "silo-a", environment, "data-1", at));
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            if (epoch == 42) // lost after epochs that the row lacks, then twice without an epoch
                await AppendAsync(new TrialResumed(2, "silo-b", 41, "digest 41", environment, at), new TrialResumed(3, "silo-b", 41, "digest 41", environment, at), new TrialResumed(4, "silo-b", 41, "digest 41", environment, at));
            // Metrics that come and go, durations of odd ticks, values that are no numbers.
            var metrics = new Dictionary<string, double> { ["validation_accuracy"] = Math.Sin(epoch), [epoch % 7 < 3 ? "sometimes" : "Überall"] = epoch % 5 == 0 ? double.NaN : 1e-320 * epoch };
            var loss = epoch % 11 == 0 ? double.PositiveInfinity : 1.0 / epoch;
            await AppendAsync(new EpochCompleted(epoch < 42 ? 1 : 4, epoch, loss, -loss, metrics, 0.1, 100, Elapsed(epoch), epoch % 3 == 0 ? null : $"digest {epoch}", at));
            if (epoch is 1 or 31 or 32 or 33 or 41 or 42 or 64 or Epochs)
                await CompareAsync();
        }
        Assert.Equal(2 * TrialStatements.EpochsAtOnce, await RowsEpochsAsync());
        await new ProjectionRebuild(_database.DataSource, PlatformEvents.Types, PlatformProjections.All, PlatformProjections.PassedOver).RunAsync();
        Assert.Equal(2 * TrialStatements.EpochsAtOnce, await RowsEpochsAsync());
        await CompareAsync();

        await AppendAsync(new TrialFailed(Epochs, "out of memory", at));
        Assert.Equal(Epochs, await RowsEpochsAsync());
        await CompareAsync();

        static TimeSpan Elapsed(int epoch) => TimeSpan.FromTicks((12_345_678_901 * epoch) + epoch);

        async Task AppendAsync(params TrialEvent[] events)
        {
            await _journal.AppendAsync(new AppendRequest([new StreamAppend(StreamNames.Trial(Id), StreamNames.TrialType, version, events)]));
            version += events.Length;
        }

        async Task CompareAsync()
        {
            var (state, view) = (await _commands.LoadTrialAsync(Id), (await _views.TrialAsync(Id))!);
            ViewAssert.Same(state, view);
            Assert.Equal(version, view.Version);
            Assert.Equal(Enumerable.Range(1, view.LastEpoch).Aggregate(0.0, (sum, epoch) => sum + Elapsed(epoch).TotalSeconds), view.TrainedSeconds);
        }

        async Task<int> RowsEpochsAsync()
        {
            await using var command = _database.DataSource.CreateCommand("select cardinality(train_loss) from trial_view where id = $1");
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = Id });
            return (int)(await command.ExecuteScalarAsync())!;
        }
    }

    [Fact]
    public async Task What_a_rebuild_passes_over_no_projection_does_anything_with()
    {
        await using var command = _database.DataSource.CreateCommand(
            $"select {PlatformProjections.PassedOver} from (select 'epoch_completed' as type, jsonb_build_object('epoch', n) as data from generate_series(1, 100) n union all select 'trial_failed', '{{\"epoch\": 1}}') e");
        var passed = new List<bool>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            passed.Add(reader.GetBoolean(0));
        Assert.Equal(Enumerable.Range(1, 100).Select(IsIdle).Append(false), passed);

        static bool IsIdle(int epoch)
        {
            var batch = new ProjectionBatch();
            var reported = new EpochCompleted(1, epoch, 1, 1, new Dictionary<string, double>(), 0.1, 1, TimeSpan.Zero, null, DateTimeOffset.UnixEpoch);
            foreach (var projection in PlatformProjections.All)
                projection.Project(new StreamEvent(StreamNames.Trial("idle-1"), epoch + 2, reported), batch);
            return batch.IsEmpty;
        }
    }

    [Fact]
    public async Task Rebuilt_views_equal_the_live_ones_while_writers_go_on()
    {
        await new SweepScript(_commands, "rebuilt").PlayAsync("rebuilt-model");
        var other = new SweepScript(_commands, "meanwhile");
        await other.CreateAsync(100, Direction.Maximize);
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var number = 1; number <= 100 && !enough.IsCancellationRequested; number++)
                await other.TrainAsync(number, 3, 0.1, 0.2, 0.3);
        });
        var shape = await ShapeAsync();
        await Journal.Some.ExecuteAsync(_database.DataSource, "update trial_view set why = 'spoiled'; delete from model_view; update experiment_view set proposed = 99");
        await new ProjectionRebuild(_database.DataSource, PlatformEvents.Types, PlatformProjections.All, PlatformProjections.PassedOver).RunAsync();
        await enough.CancelAsync();
        await writing;
        var live = await EverythingAsync();
        Assert.DoesNotContain("spoiled", live, StringComparison.Ordinal);
        await new ProjectionRebuild(_database.DataSource, PlatformEvents.Types, PlatformProjections.All, PlatformProjections.PassedOver).RunAsync();
        Assert.Equal(live, await EverythingAsync());
        Assert.Equal("why 2", (await _views.TrialAsync("rebuilt-2"))!.Why);
        Assert.Contains("fillfactor=60", shape, StringComparison.Ordinal);
        Assert.Equal(shape, await ShapeAsync());

        async Task<string> ShapeAsync()
        {
            await using var command = _database.DataSource.CreateCommand(
                """
                select string_agg(relname || ' ' || coalesce(reloptions::text, '') || ' ' || (select count(*) from pg_index where indrelid = c.oid), ', ' order by relname)
                from pg_class c where relname = any ($1) and relnamespace = 'public'::regnamespace
                """);
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = PlatformProjections.All.SelectMany(projection => projection.Tables).ToArray() });
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    [Theory]
    [InlineData("id = 'a-1'")]
    [InlineData("experiment_id = 'a'")]
    [InlineData("status in ('proposed', 'running', 'suspended')")]
    [InlineData("test_evaluation_wanted")]
    public async Task An_index_finds_the_runs_that_are_asked_for(string condition)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new Npgsql.NpgsqlCommand(
            $"set local enable_seqscan = off; explain select * from {new TrialProjection().Rows("trial_view")} t where {condition}", connection);
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(0));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silos_are_alive_while_they_report()
    {
        var silos = new SiloTable(_database.DataSource);
        var silo = new SiloView("silo-1", "host", 42, 2, 1, ["cpu"], ["run-1"], "0.1.0", default, default);
        await silos.ReportAsync(silo);
        await silos.ReportAsync(silo with { Running = [] });
        var live = Assert.Single(await silos.LiveAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(("silo-1", 42, 0), (live.Id, live.ProcessId, live.Running.Count));
        Assert.Empty(await silos.LiveAsync(TimeSpan.FromTicks(-1)));
        await silos.RemoveAsync("silo-1");
        Assert.Empty(await silos.LiveAsync(TimeSpan.FromSeconds(30)));
    }

    private async Task<string> EverythingAsync()
    {
        var experiments = (await _views.ExperimentsAsync(1000)).OrderBy(e => e.Id, StringComparer.Ordinal).ToList();
        var trials = new List<TrialView>();
        foreach (var experiment in experiments)
            trials.AddRange(await _views.TrialsOfAsync(experiment.Id));
        return JsonSerializer.Serialize(new { experiments, trials, models = await _views.ModelsAsync(), retrainings = await _views.RetrainingsAsync() }, PlatformJson.Options);
    }
}
