using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Registry;
using Platform.Core.Telemetry;
using Platform.Core.Tests.Journal;
using Platform.Core.Tests.Tracking;
using Platform.Core.Tests.Views;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Erasures;

/// <summary>Erasure of experiments with their runs and of sweeps with their trials, and of what was deleted long ago.</summary>
public sealed class WiderErasureTests : IAsyncLifetime
{
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
    public async Task An_experiment_goes_with_its_runs_and_its_name_is_free()
    {
        var experiment = (await Store.CreateExperimentAsync(new CreateTrackedExperiment("of a person") { At = At, Tags = new Dictionary<string, string> { ["who"] = "a person" } })).Id;
        await Store.ApplyAsync(experiment, new SaveRunView("ab12cd34", "view of a person", new SavedQuestion("a person", null, null, null, null, null)) { At = At, By = "a person" });
        var runs = new[] { await _process.Tracking.RunAsync(experiment), await _process.Tracking.RunAsync(experiment) };
        var target = new ErasureTarget(ErasureKind.Experiment, experiment);
        Assert.Contains("is not deleted", Assert.Single((await _process.Eraser.Planner.PlanAsync(target)).Obstacles), StringComparison.Ordinal);
        Assert.Contains("cannot be deleted", Assert.Single((await _process.Eraser.Planner.PlanAsync(target with { Id = "0" })).Obstacles), StringComparison.Ordinal);

        await Store.ApplyAsync(experiment, new DeleteTrackedExperiment { At = At });
        Assert.Equal(3, (await _process.Eraser.EraseAsync(target, "an officer", "asked for")).Streams);
        Assert.DoesNotContain("person", await _process.TextAsync(), StringComparison.Ordinal);
        Assert.Null(await _process.Tracking.Views.ExperimentAsync(experiment));
        Assert.Equal("0", Assert.Single(await _process.Tracking.Views.ExperimentsAsync(LifecycleView.All)).Id);
        Assert.Equal(runs.Order(), (await _process.Views.ListAsync(experiment)).Select(e => e.StreamId["run-".Length..]).Order());
        await Assert.ThrowsAsync<TrackingNotFoundException>(() => Store.ApplyAsync(experiment, new RestoreTrackedExperiment { At = At }));
        await Assert.ThrowsAsync<TrackingNotFoundException>(() => _process.Tracking.RunAsync(experiment));
        await Store.CreateExperimentAsync(new CreateTrackedExperiment("of a person") { At = At });
        await WholeAsync();
    }

    [Fact]
    public async Task A_sweep_goes_with_its_trials_what_silos_told_of_them_and_their_checkpoints()
    {
        var (commands, checkpoints) = (_process.Commands, CheckpointStore.In(_process.Home));
        var script = new SweepScript(commands, "ab12cd34");
        await script.CreateAsync(2, Direction.Maximize);
        await script.TrainAsync(1, 3, 0.5, 0.6, 0.7);
        await script.ProposeAsync(2);
        await script.BeginAsync(2, "silo-b");
        var (spare, needed) = (new string('a', 64), new string('b', 64));
        await ReportAsync(spare, 1);
        await ReportAsync(needed, 2);
        await commands.ApplyAsync("digits", new PromoteVersion("digits", "elsewhere-1", "elsewhere", 1, needed, "digits", "data-1", new Dictionary<string, double>(), null, false, "me", "", At));
        foreach (var digest in (string[])[spare, needed])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(checkpoints.PathOf(digest))!);
            await File.WriteAllTextAsync(checkpoints.PathOf(digest), "weights");
        }
        await _process.Tracking.Journal.AppendAsync(new AppendRequest(
            StreamNames.Telemetry(script.Trial(1)), StreamNames.TelemetryType, 0, new TrialOutputLogged("silo-a", [new OutputLine(At, "information", "of a person")], 0, At)));
        var target = new ErasureTarget(ErasureKind.Sweep, "ab12cd34");
        Assert.Contains("is running", Assert.Single((await _process.Eraser.Planner.PlanAsync(target)).Obstacles), StringComparison.Ordinal);
        await commands.ApplyAsync("ab12cd34", new CancelExperiment("me", "enough", At));
        Assert.Contains("ab12cd34-2", Assert.Single((await _process.Eraser.Planner.PlanAsync(target)).Obstacles), StringComparison.Ordinal);
        await commands.ApplyAsync(script.Trial(2), new CancelTrial("enough", At));
        await commands.ApplyAsync("mine", new PromoteVersion("mine", script.Trial(1), "ab12cd34", 1, "digest-1-1", "digits", "data-1", new Dictionary<string, double>(), null, false, "me", "", At));
        Assert.Equal("Version 1 of the model 'mine' came from it and needs it. Delete the version first.", (await Assert.ThrowsAsync<RuleViolation>(() => _process.Eraser.EraseAsync(target, "me", ""))).Message);
        await commands.ApplyAsync("mine", new DeleteVersion(1, "me") { At = At });

        var plan = await _process.Eraser.EraseAsync(target, "an officer", "asked for");
        Assert.Equal((4, 2L, 14L), (plan.Streams, plan.Files, plan.Bytes));
        Assert.Equal((false, true), (checkpoints.Exists(spare), checkpoints.Exists(needed)));
        var events = await _process.TextAsync("model_view");
        Assert.DoesNotContain("person", events, StringComparison.Ordinal);
        Assert.DoesNotContain("why 1", events, StringComparison.Ordinal);
        Assert.DoesNotContain("learning_rate", events, StringComparison.Ordinal);
        var views = new PlatformViews(_database.DataSource);
        Assert.Null(await views.ExperimentAsync("ab12cd34"));
        Assert.Empty(await views.TrialsOfAsync("ab12cd34"));
        Assert.Equal(4, await Some.ScalarAsync<long>(_database.DataSource, "select count(*) from erasures where up_to_version = first_version - 1"));
        var past = new PastViews(_process.Tracking.Journal, _process.Tracking.Views);
        await Assert.ThrowsAsync<ErasedException>(() => past.SweepAsync("ab12cd34", new PastMoment(long.MaxValue)));
        await Assert.ThrowsAsync<ErasedException>(() => past.TrialAsync(script.Trial(1), new PastMoment(long.MaxValue)));
        Assert.Contains("There is no trial ab12cd34-1.", (await Assert.ThrowsAsync<RuleViolation>(() => commands.RequestReproductionAsync(script.Trial(1), "me", At))).Message, StringComparison.Ordinal);
        Assert.Contains("was erased", (await Assert.ThrowsAsync<RuleViolation>(() => script.CreateAsync(2, Direction.Maximize))).Message, StringComparison.Ordinal);
        Assert.Empty((await new TrialTelemetry(_process.Tracking.Journal).MachineUseAsync(script.Trial(1))).Keys);
        Assert.True((await _process.Eraser.EraseAsync(target, "me", "")).IsDone);
        await WholeAsync();

        Task ReportAsync(string digest, int epoch) => commands.ApplyAsync(script.Trial(2), new ReportEpoch(1, epoch, 0.5, 0.5, new Dictionary<string, double> { ["validation_accuracy"] = epoch / 10.0 }, 0.01, 100, TimeSpan.FromSeconds(1), digest, At));
    }

    [Fact]
    public async Task A_sweep_whose_erasure_was_cut_after_its_own_stream_is_whole_in_between_and_is_gone_on_with()
    {
        var script = new SweepScript(_process.Commands, "ab12cd34");
        await script.CreateAsync(1, Direction.Maximize);
        await script.TrainAsync(1, 3, 0.5, 0.6, 0.7);
        await new StreamEraser(_database.DataSource, _process.Tracking.Journal, TimeProvider.System).EraseAsync("experiment-ab12cd34", "an officer", "asked for", default);
        Assert.Null(await new PlatformViews(_database.DataSource).TrialAsync(script.Trial(1)));
        await WholeAsync();
        Assert.Equal(1, await _process.Eraser.ResumeAsync());
        Assert.Equal(("an officer", true), ((await _process.Views.FindAsync("trial-ab12cd34-1"))!.By, (await _process.Views.FindAsync("trial-ab12cd34-1"))!.IsDone));
        Assert.Equal(0, await _process.Eraser.ResumeAsync());
        await WholeAsync();
    }

    [Fact]
    public async Task What_was_deleted_long_ago_is_erased_and_nothing_else()
    {
        var experiment = (await Store.CreateExperimentAsync(new CreateTrackedExperiment("old") { At = At })).Id;
        var (live, deleted, inside) = (await _process.Tracking.RunAsync(), await _process.Tracking.RunAsync(), await _process.Tracking.RunAsync(experiment));
        await Store.ApplyAsync(deleted, new DeleteRun { At = At });
        await Store.ApplyAsync(experiment, new DeleteTrackedExperiment { At = At });
        Assert.Empty(await _process.Retention.DueAsync(DateTimeOffset.UtcNow.AddDays(-1)));
        Assert.Equal(0, await _process.Retention.EraseDueAsync(TimeSpan.FromDays(1)));
        Assert.Equal(new[] { deleted, inside }.Order(), (await _process.Retention.DueAsync(DateTimeOffset.UtcNow.AddDays(1))).Select(target => target.Id));

        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<bool>(_database.DataSource, "select max(timestamp) < now() - interval '2 ms' from mt_events"));
        Assert.Equal(3, await _process.Retention.EraseDueAsync(TimeSpan.FromMilliseconds(1)));
        Assert.NotNull(await _process.Tracking.Views.RunAsync(live));
        Assert.Equal((ErasureRetention.By, "deleted more than 0 days ago"), ((await _process.Views.FindAsync(StreamNames.Run(deleted)))!.By, (await _process.Views.FindAsync(StreamNames.Tracking(experiment)))!.Reason));
        Assert.True(await _process.Retention.AnySinceAsync(DateTimeOffset.UtcNow.AddHours(-1)));
        Assert.Equal(0, await _process.Retention.EraseDueAsync(TimeSpan.FromMilliseconds(1)));
        await WholeAsync();
    }

    [Fact]
    public async Task Retention_keeps_an_experiment_that_has_a_logged_model_nobody_deleted()
    {
        var experiment = (await Store.CreateExperimentAsync(new CreateTrackedExperiment("with a model") { At = At })).Id;
        var model = "m-" + new string('a', 32);
        await _process.Models.ApplyAsync(model, new CreateLoggedModel(model, experiment, "net", "x") { At = At });
        await Store.ApplyAsync(experiment, new DeleteTrackedExperiment { At = At });
        var later = DateTimeOffset.UtcNow.AddDays(1);
        Assert.Empty(await _process.Retention.DueAsync(later));
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<bool>(_database.DataSource, "select max(timestamp) < now() - interval '2 ms' from mt_events"));
        Assert.Equal(0, await _process.Retention.EraseDueAsync(TimeSpan.FromMilliseconds(1)));
        Assert.False((await new LoggedModelViews(_database.DataSource).ModelAsync(model))!.Deleted);

        await _process.Models.ApplyAsync(model, new DeleteLoggedModel { At = At });
        Assert.Equal(experiment, Assert.Single(await _process.Retention.DueAsync(later)).Id);
        await WholeAsync();
    }

    private async Task WholeAsync()
    {
        Assert.Equal([], (await _process.VerifyAsync()).First.Where(line => !line.StartsWith("file:", StringComparison.Ordinal)));
        var before = await _process.TextAsync("run_latest");
        await _process.RebuildAsync();
        Assert.Equal(before, await _process.TextAsync("run_latest"));
    }
}
