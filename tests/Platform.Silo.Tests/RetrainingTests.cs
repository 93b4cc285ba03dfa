using Platform.Testing;
using Platform.Core;
using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.Labels;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Tests.Support;
using Search;
using Training.Core.Data;
using Training.Core.Data.Labels;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class RetrainingTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    private readonly RetrainedModels _models = new(platform);

    [Fact]
    public async Task Corrected_labels_lead_to_a_sweep_from_the_champion_a_version_and_the_challenger_and_unchanged_data_to_none()
    {
        await platform.SharedSiloAsync();
        var source = await _models.RegisteredAsync("renewed", Some.Sweep(trials: 1, epochs: 1, samples: 300) with { Data = "moons" }); // other tests need the digits as they are
        await _models.PlanAsync("renewed", new RetrainingPlan(Changes: new RetrainingChanges(Epochs: 2, LayerRateDecay: 0.5, Trials: 2)));

        await _models.RunNowAsync("renewed");
        var skipped = await _models.EndedAsync("renewed", 1);
        Assert.Equal((RetrainingOutcome.Skipped, "me", true), (skipped.Outcome, skipped.Occasion.By, skipped.Occasion.Asked));
        Assert.Contains("have not changed: version 1 has learnt from 'moons'", skipped.Text, StringComparison.Ordinal);

        await platform.Commands.ApplyAsync(new CorrectLabels("moons", 0, source.DataDigest!, "corrected", [new LabelChange(LabelPart.Train, 0, "lower", "upper")], "me", "", SiloPlatform.Now));
        await _models.RunNowAsync("renewed");
        var finished = await _models.EndedAsync("renewed", 2);
        Assert.True(finished.Outcome == RetrainingOutcome.Finished, finished.Text);
        var model = (await platform.Views.ModelAsync("renewed"))!;
        var sweep = await platform.ExperimentAsync(finished.Start!.ExperimentId);
        var version = model.Versions[1];
        Assert.Equal((2, 1), (model.Aliases[ModelAlias.Challenger], model.Aliases[ModelAlias.Champion]));
        Assert.Equal((2, 1, sweep.BestTrialId, sweep.Id, "moons", RetrainingDecider.By), (version.Version, version.FromVersion, version.TrialId, version.ExperimentId, version.DataName, version.By));
        Assert.Equal(("renewed, retraining 2", 2, 2, RetrainingDecider.By), (sweep.Name, sweep.Spec.Epochs, sweep.Spec.Trials, sweep.CreatedBy));
        Assert.Equal(("models:/renewed/1", 1L, 0.5), (sweep.Spec.Fixed["start_from"], sweep.Spec.Fixed["data_labels"], sweep.Spec.Fixed["layer_rate_decay"]));
        Assert.NotEqual(source.DataDigest, version.DataDigest);
        Assert.Equal(source.BestCheckpoint, (await platform.TrialAsync(version.TrialId)).StartWeights!.Digest);
        Assert.Contains("test accuracy", finished.Text, StringComparison.Ordinal);
        Assert.Matches("the champion, version 1, has test accuracy [0-9.]+, test loss [0-9.]+ on the same test set", finished.Text);
        var both = finished.Comparison!;
        Assert.Equal((version.DataDigest, 1, null), (both.DataDigest, both.Champion, both.Problem));
        Assert.Equal(version.TestMetrics, both.TestMetrics);
        Assert.Equal(version.TestMetrics.Keys.Order(StringComparer.Ordinal), both.ChampionMetrics.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(model.Versions[0].TestMetrics["test_loss"], both.ChampionMetrics["test_loss"], 12); // a training label was corrected: the test rows are the old ones
        Assert.Equal(finished.Text, model.History[0].Why);

        await _models.RunNowAsync("renewed");
        Assert.Contains("have not changed since retraining 2, whose version 2", (await _models.EndedAsync("renewed", 3)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gates_by_groups_are_held_against_the_champion_on_the_new_data_and_times_are_left_to_serving()
    {
        await platform.SharedSiloAsync();
        var sweep = Some.Sweep(trials: 1, epochs: 1, samples: 300, more: [("test.groups", "group")]) with { Data = "friedman", Objective = new Objective("validation_rmse", Direction.Minimize) };
        var source = await _models.RegisteredAsync("gated", sweep);
        var data = DatasetCatalog.Open("friedman", "nowhere");
        await CorrectAsync(version: 0, row: 0);
        await platform.Commands.ApplyAsync("gated", new MoveAlias("stable", 1, Confirmed: true, "me", "", SiloPlatform.Now));
        await _models.PlanAsync("gated", new RetrainingPlan(Alias: ModelAlias.Champion, Changes: new RetrainingChanges(Epochs: 3)));

        await GatesAsync("rmse worsens <= 0.5 in every group of group");
        await _models.RunNowAsync("gated");
        var moved = await _models.FinishedAsync("gated", 1);

        var model = await platform.Commands.LoadModelAsync("gated");
        var outcome = Assert.Single(model.LastEvaluation!.Outcomes);
        Assert.True(outcome.Passed, moved.Text); // two more epochs make it better in every group
        Assert.True(outcome.Seen < outcome.Against);
        Assert.Equal(2, model.Aliases[ModelAlias.Champion]);
        var groups = moved.Comparison!.ChampionGroups!;
        Assert.Equal(source.TestMetrics!["test_mae"], groups.Sum(group => group.Rows * group.Metrics["mae"]) / groups.Sum(group => group.Rows), 1e-9); // the test rows are the old ones

        // Another alias is still at version 1, which was measured neither by its own test nor as the champion on the data that follow.
        await CorrectAsync(version: 1, row: 1);
        await GatesAsync("rmse worsens <= 0.5 in every group of group", "latency_p99_ms <= 1000");
        await _models.RunNowAsync("gated");
        var held = await _models.FinishedAsync("gated", 2);
        Assert.Equal(2, (await platform.Commands.LoadModelAsync("gated")).Aliases[ModelAlias.Champion]);
        Assert.Contains("nobody has timed them yet. Give the version the alias on the model's page", held.Text, StringComparison.Ordinal);

        model = await platform.Commands.LoadModelAsync("gated");
        var test = (await platform.Commands.LoadTrialAsync(model.Versions[2].TrialId)).Test!;
        model = await platform.Commands.ApplyAsync("gated", new MoveAlias("stable", 3, Confirmed: false, "me", "", SiloPlatform.Now)
        {
            Evidence = [new VersionEvidence(test.Checkpoint, test.Groups!, LatencyMs: 5)], // what a promotion by hand collects
        });
        Assert.True(model.LastEvaluation!.Passed, GateWords.Refusal(model.LastEvaluation));
        Assert.Equal((1, 3), (model.LastEvaluation.Against, model.Aliases["stable"]));
        Assert.True(model.LastEvaluation.Outcomes[0].Seen < model.LastEvaluation.Outcomes[0].Against);

        Task CorrectAsync(int version, int row) => platform.Commands.ApplyAsync(new CorrectLabels(
            "friedman", version, source.DataDigest!, $"corrected {version + 1}", [new LabelChange(LabelPart.Train, row, data.LabelOf(DataPart.Train, row), "1.5")], "me", "", SiloPlatform.Now));

        Task GatesAsync(params string[] gates) => platform.Commands.ApplyAsync(
            "gated", new SetPromotionGates([.. gates.Select(gate => GateText.Parse(gate, "gate"))], [ModelAlias.Champion, "stable"], "me", "", SiloPlatform.Now));
    }

    [Fact]
    public async Task A_schedule_that_was_due_while_no_silo_ran_fires_once_and_then_at_its_times_until_it_is_taken_away()
    {
        await platform.StopSharedSiloAsync();
        await using (var first = await platform.StartSiloAsync())
        {
            await _models.RegisteredAsync("nightly", Some.Sweep(trials: 1, epochs: 1, samples: 300, seed: 9));
            await first.EndAsync(Eventually.Patience);
        }
        await platform.Commands.ApplyAsync("nightly", new ScheduleRetraining(new RetrainingPlan("0 * * * * ?"), "me", SiloPlatform.Now.AddHours(-1)));
        await using var silo = await platform.StartSiloAsync();
        var missed = await _models.EndedAsync("nightly", 1);
        Assert.Equal((RetrainingOutcome.Skipped, false, RetrainingOccasion.Schedule), (missed.Outcome, missed.Occasion.Asked, missed.Occasion.By));

        await _models.PlanAsync("nightly", new RetrainingPlan("0/3 * * * * ?"));
        await _models.EndedAsync("nightly", 4);
        var dues = (await _models.ViewAsync("nightly")).Past.Select(past => past.Occasion.Due).ToList();
        Assert.Equal(dues.Distinct().OrderDescending(), dues);
        Assert.All(dues.Take(dues.Count - 2), due => Assert.Equal(0, due.Second % 3));

        await platform.Commands.ApplyAsync("nightly", new UnscheduleRetraining("me", "enough", SiloPlatform.Now));
        await platform.HoldsAsync(async () => await JobsAsync("nightly") == 0);
    }

    [Fact]
    public async Task What_is_in_the_way_is_recorded_and_the_plan_stays()
    {
        await platform.SharedSiloAsync();
        await _models.RegisteredAsync("hindered", Some.Sweep(trials: 1, epochs: 1, samples: 300, seed: 11), alias: "best");
        var trees = Some.Sweep(trials: 1, epochs: 2) with
        {
            Data = "moons", Fixed = ParameterSet.Of(("model", "trees")), Space = Space("""{"trees.depth":{"type":"frozen","value":2}}"""),
        };
        await _models.RegisteredAsync("hindered", trees, alias: "trees");
        (RetrainingPlan Plan, string Cause)[] wrong =
        [
            (new RetrainingPlan(), "'champion' points to no version; the model has best, trees"),
            (new RetrainingPlan(Start: "best", Data: "nowhere"), "'nowhere' is not a known data set"),
            (new RetrainingPlan(Start: "2"), "family 'trees', which cannot be trained on"),
            (new RetrainingPlan(Start: "1", Changes: new RetrainingChanges(LearningRate: 1e6)), "learning_rate"),
        ];

        for (var number = 1; number <= wrong.Length; number++)
        {
            var (plan, cause) = wrong[number - 1];
            await _models.PlanAsync("hindered", plan);
            await _models.RunNowAsync("hindered");
            var failed = await _models.EndedAsync("hindered", number);
            Assert.Equal(RetrainingOutcome.Failed, failed.Outcome);
            Assert.Contains(cause, failed.Text, StringComparison.Ordinal);
            Assert.Equal(plan, (await _models.ViewAsync("hindered")).Scheduled!.Plan);
        }
    }

    [Fact]
    public async Task A_retraining_whose_sweep_is_cancelled_has_failed_and_one_that_is_due_meanwhile_is_skipped()
    {
        await platform.SharedSiloAsync();
        await _models.RegisteredAsync("stopped", Some.Sweep(trials: 1, epochs: 1, samples: 300, seed: 13));
        await _models.PlanAsync("stopped", new RetrainingPlan("0/2 * * * * ?", Changes: new RetrainingChanges(Epochs: 10_000), OnlyWhenDataChanged: false));

        var meanwhile = await _models.EndedAsync("stopped", 2);
        Assert.Equal(RetrainingOutcome.Skipped, meanwhile.Outcome);
        Assert.Contains("Retraining 1 was still under way", meanwhile.Text, StringComparison.Ordinal);
        await platform.Commands.ApplyAsync("stopped", new UnscheduleRetraining("me", "", SiloPlatform.Now));
        var running = (await _models.ViewAsync("stopped")).Running!;
        await platform.Commands.ApplyAsync(running.ExperimentId, new CancelExperiment("me", "", SiloPlatform.Now));

        var failed = await _models.EndedAsync("stopped", 1);
        Assert.Equal((RetrainingOutcome.Failed, running.ExperimentId), (failed.Outcome, failed.Start!.ExperimentId));
        Assert.Contains("was cancelled", failed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retraining_whose_sweep_was_erased_has_failed_and_another_can_begin()
    {
        await platform.StopSharedSiloAsync();
        var now = SiloPlatform.Now;
        await platform.Commands.ApplyAsync("erased", new PromoteVersion(
            "erased", "ab12cd34-1", "ab12cd34", 1, new string('a', 64), "digits", "d1", new Dictionary<string, double> { ["test_accuracy"] = 0.9 }, ModelAlias.Champion, Confirmed: true, "me", "", now));
        await _models.PlanAsync("erased", new RetrainingPlan());
        var wish = (await _models.RunNowAsync("erased")).Retraining.Requested!;
        var begun = await platform.Commands.BeginRetrainingAsync(
            "erased", new BeginRetraining(RetrainingOccasion.Of(wish), 1, 0, new RetrainingData("digits", "d2", 0), now), Some.Sweep(trials: 1, epochs: 1));
        var sweep = begun.Retraining.Running!.ExperimentId;
        await platform.Commands.ApplyAsync(sweep, new CancelExperiment("me", "", now));
        await platform.Commands.ApplyAsync(sweep, new EraseExperiment(new Erasure(1, 1, "me", "", now)));

        await platform.SharedSiloAsync();

        var failed = await _models.EndedAsync("erased", 1);
        Assert.Equal(RetrainingOutcome.Failed, failed.Outcome);
        Assert.Contains("was erased", failed.Text, StringComparison.Ordinal);
        Assert.Null((await _models.ViewAsync("erased")).Running);
    }

    private static System.Text.Json.JsonElement Space(string json) => System.Text.Json.JsonDocument.Parse(json).RootElement;

    private async Task<long> JobsAsync(string model)
    {
        await using var command = platform.Database.DataSource.CreateCommand("select count(*) from qrtz_job_details where sched_name = 'retraining' and job_name = $1");
        command.Parameters.AddWithValue(model);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
