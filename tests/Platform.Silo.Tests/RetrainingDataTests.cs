using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Silo.Tests.Support;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>Files that change between, before and while a model is trained again.</summary>
public sealed class RetrainingDataTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    private const int Rows = 500;
    private readonly RetrainedModels _models = new(platform);

    [Fact]
    public async Task When_every_trial_fails_the_retraining_has_failed_with_the_cause_the_champion_stays_and_the_next_firing_works()
    {
        var table = new TableFolder(platform, "broken");
        table.Write(Rows, shift: 0);
        await using var silo = await platform.StartSiloAsync(slots: 1);
        await _models.RegisteredAsync("broken", table.Sweep());
        await _models.PlanAsync("broken", new RetrainingPlan(Changes: new RetrainingChanges(Trials: 2)));
        var busy = await BusyAsync(); // the only slot is taken: what begins now trains later

        table.Write(Rows, shift: 0.1);
        await _models.RunNowAsync("broken");
        await _models.StartedAsync("broken");
        table.Damage();
        await platform.Commands.ApplyAsync(busy, new CancelExperiment("me", "", SiloPlatform.Now));
        var failed = await _models.EndedAsync("broken", 1);

        Assert.Equal(RetrainingOutcome.Failed, failed.Outcome);
        var sweep = await platform.ExperimentAsync(failed.Start!.ExperimentId);
        Assert.Equal((ExperimentStatus.Completed, 2, null), (sweep.Status, sweep.Failed, sweep.BestTrialId));
        Assert.Contains($"No trial of sweep {sweep.Id} led to a checkpoint. trial 1: 'broken'", failed.Text, StringComparison.Ordinal);
        var model = (await platform.Views.ModelAsync("broken"))!;
        Assert.Equal((1, 1), (model.Versions.Count, model.Aliases[ModelAlias.Champion]));

        table.Write(Rows, shift: 0.2);
        await _models.RunNowAsync("broken");
        Assert.Equal(2, (await _models.FinishedAsync("broken", 2)).Version);
    }

    [Fact]
    public async Task Files_that_change_after_the_start_are_learnt_as_they_are_then_and_the_champion_is_measured_on_their_test_rows()
    {
        var table = new TableFolder(platform, "moving");
        table.Write(Rows, shift: 0);
        await using var silo = await platform.StartSiloAsync(slots: 1);
        var source = await _models.RegisteredAsync("moving", table.Sweep(epochs: 20));
        await _models.PlanAsync("moving", new RetrainingPlan(Changes: new RetrainingChanges(Epochs: 30)));
        var busy = await BusyAsync(); // the only slot is taken: what begins now trains later

        table.Write(Rows, shift: 0.5);
        await _models.RunNowAsync("moving");
        var started = await _models.StartedAsync("moving");
        table.Write(Rows, shift: 1.2);
        await platform.Commands.ApplyAsync(busy, new CancelExperiment("me", "", SiloPlatform.Now));

        var finished = await _models.FinishedAsync("moving", 1);
        var model = (await platform.Views.ModelAsync("moving"))!;
        Assert.NotEqual(started.Data.Digest, model.Versions[1].DataDigest);
        Assert.Contains("whose files changed after it began", finished.Text, StringComparison.Ordinal);
        var both = finished.Comparison!;
        Assert.Equal((model.Versions[1].DataDigest, null), (both.DataDigest, both.Problem));
        // The border has moved, so the champion is wrong about rows that the new version knows, and worse than on its own.
        Assert.True(both.ChampionMetrics["test_accuracy"] < both.TestMetrics["test_accuracy"], finished.Text);
        Assert.True(both.ChampionMetrics["test_accuracy"] < source.TestMetrics!["test_accuracy"], finished.Text);

        await _models.RunNowAsync("moving");
        Assert.Contains("have not changed since retraining 1", (await _models.EndedAsync("moving", 2)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trials_that_have_learnt_different_content_lead_to_no_version_and_the_next_retraining_learns_the_newest()
    {
        var table = new TableFolder(platform, "mixed");
        table.Write(Rows, shift: 0);
        await using var silo = await platform.StartSiloAsync();
        await _models.RegisteredAsync("mixed", table.Sweep());
        await _models.PlanAsync("mixed", new RetrainingPlan(Changes: new RetrainingChanges(Epochs: 60, Trials: 2)));

        table.Write(Rows, shift: 0.2);
        await _models.RunNowAsync("mixed");
        var first = $"{(await _models.StartedAsync("mixed")).ExperimentId}-1";
        await platform.HoldsAsync(async () => await platform.Views.TrialAsync(first) is { LastEpoch: >= 1 });
        table.Write(Rows, shift: 0.4);

        var failed = await _models.EndedAsync("mixed", 1);
        Assert.Equal(RetrainingOutcome.Failed, failed.Outcome);
        Assert.Contains("The files of 'mixed' changed while the trials ran", failed.Text, StringComparison.Ordinal);
        Assert.Single((await platform.Views.ModelAsync("mixed"))!.Versions);

        await _models.RunNowAsync("mixed");
        Assert.Equal(2, (await _models.FinishedAsync("mixed", 2)).Version);
    }

    [Fact]
    public async Task A_retraining_whose_best_run_has_no_checkpoint_has_failed_and_says_so()
    {
        const string Model = "bare";
        var (digest, at) = (new string('1', 64), SiloPlatform.Now);
        await platform.Commands.ApplyAsync(Model, new PromoteVersion(
            Model, "elsewhere-1", "elsewhere", 1, digest, "digits", "data", new Dictionary<string, double> { ["test_accuracy"] = 0.9 }, ModelAlias.Champion, Confirmed: true, "me", "", at));
        await _models.PlanAsync(Model, new RetrainingPlan());
        var asked = await _models.RunNowAsync(Model);
        // As a silo begins it; its sweep then ends with a run whose files are not here.
        var spec = Some.Sweep(trials: 1, epochs: 1);
        var begin = new BeginRetraining(RetrainingOccasion.Of(asked.Retraining.Requested!), 1, 0, new RetrainingData("digits", "newer data", 0), at);
        var begun = await platform.Commands.BeginRetrainingAsync(Model, begin, spec);
        var sweep = begun.Retraining.Running!.ExperimentId;
        await BroughtIn.EndAsync(platform, sweep, spec);

        await using var silo = await platform.StartSiloAsync(slots: 1);

        var failed = await _models.EndedAsync(Model, 1);
        Assert.Equal(RetrainingOutcome.Failed, failed.Outcome);
        Assert.Equal($"Trial {sweep}-1 has no checkpoint to measure on the test set.", failed.Text);
        var model = (await platform.Views.ModelAsync(Model))!;
        Assert.Equal((1, 1), (model.Versions.Count, model.Aliases[ModelAlias.Champion]));
    }

    // A sweep that holds a slot until it is cancelled.
    private async Task<string> BusyAsync()
    {
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 10_000, samples: 300, seed: 17));
        await platform.HoldsAsync(async () => await platform.Views.TrialAsync($"{id}-1") is { LastEpoch: >= 1 });
        return id;
    }
}
