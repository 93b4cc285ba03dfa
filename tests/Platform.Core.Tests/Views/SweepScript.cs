using System.Text.Json;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Tests.Views;

/// <summary>Plays a whole sweep by commands, as silos and users would: lost attempts, pruned, failed and cancelled trials, a reproduction, a promotion.</summary>
internal sealed class SweepScript(PlatformCommands commands, string experiment, int year = 2026)
{
    private static readonly RunEnvironment Environment = new("1.0+abc", "1.13.1", "openblas", 1, "cpu", "a cpu", "debian");
    private DateTimeOffset _now = new(year, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private DateTimeOffset At => _now = _now.AddSeconds(1);

    public string Trial(int number) => StreamNames.TrialId(experiment, number);

    public async Task<string> PlayAsync(string model)
    {
        await CreateAsync(trials: 5, Direction.Maximize);
        await TrainAsync(1, 3, 0.5, 0.7, 0.6);
        await commands.ApplyAsync(experiment, new PauseExperiment("me", At));
        await commands.ApplyAsync(experiment, new ResumeExperiment("me", At));
        await commands.ApplyAsync(experiment, new ChangePriority(9, "me", At));
        await commands.ApplyAsync(experiment, new ChangeSweep(Spec(6, Direction.Maximize), 0, "me", "one more", At));
        await commands.ApplyAsync(experiment, new ChangeSweep(Spec(5, Direction.Maximize) with { Parallelism = 3 }, 1, "me", "", At));

        await ProposeAsync(2);
        await BeginAsync(2, "silo-a"); // lost without an epoch
        await BeginAsync(2, "silo-b");
        await ReportAsync(2, attempt: 2, epoch: 1, 0.4);
        await commands.ApplyAsync(Trial(2), new SuspendTrial(2, "shutdown", At));
        await BeginAsync(2, "silo-c");
        await commands.ApplyAsync(Trial(2), new PruneTrial(3, 1, "below the median", 17, At, new PruningNumbers(1, 0.4, 0.5)));

        await ProposeAsync(3);
        await BeginAsync(3, "silo-a");
        await ReportAsync(3, 1, 1, 0.99, loss: double.NaN); // diverges

        await TrainAsync(4, 3, 0.71, double.NaN, 0.2);
        await ProposeAsync(5);
        await commands.ApplyAsync(Trial(5), new CancelTrial("enough", At));

        await commands.ApplyAsync(Trial(4), new RequestTestEvaluation("me", At));
        await commands.ApplyAsync(Trial(4), new RecordTestEvaluation("digest", Metrics(0.69), "data-1", At));
        await commands.ApplyAsync(Trial(1), new RequestTestEvaluation("me", At));
        var reproduction = await commands.RequestReproductionAsync(Trial(4), "me", At);
        await commands.ApplyAsync(reproduction, new BeginAttempt("silo-b", Environment, "data-1", At));
        await commands.ApplyAsync(experiment, new FinishReproduction(reproduction, Identical: false, At));
        await commands.ApplyAsync(reproduction, new RecordVerdict(Trial(4), Identical: false, 3, 2, "train_loss", 0.5, double.NaN, "differs in epoch 2", At));
        await PromoteAsync(model);
        await commands.ApplyAsync(experiment, new ArchiveSweep("me", At));
        await commands.ApplyAsync(experiment, new RestoreSweep("me", At));
        return reproduction;
    }

    public Task CreateAsync(int trials, Direction direction, params IReadOnlyList<MetricConstraint> constraints) =>
        commands.ApplyAsync(experiment, new CreateExperiment(experiment, Spec(trials, direction) with { Constraints = constraints }, "me", At));

    public async Task TrainAsync(int number, int epochs, params double[] accuracies)
    {
        await ProposeAsync(number);
        await BeginAsync(number, "silo-a");
        for (var epoch = 1; epoch <= epochs; epoch++)
            await ReportAsync(number, 1, epoch, accuracies[epoch - 1]);
    }

    public Task ProposeAsync(int number) =>
        commands.ProposeAsync(
        experiment,
        new ProposeTrial(number, ParameterSet.Of(("learning_rate", 0.1 / number), ("model", "mlp")), $"why {number}", 5, 1, At)
        {
            Rationale = new Rationale(ProposalKind.Explore, Mean: 0.5), Carried = $"carried {number}", Changes = int.MaxValue,
        },
        77);

    public Task BeginAsync(int number, string silo) => commands.ApplyAsync(Trial(number), new BeginAttempt(silo, Environment, "data-1", At));

    public Task ReportAsync(int number, int attempt, int epoch, double accuracy, double? loss = null) => commands.ApplyAsync(Trial(number), new ReportEpoch(
        attempt, epoch, loss ?? 1.0 / 3 / epoch, 0.1 + (1.0 / 3 / epoch), Metrics(accuracy, epoch), 0.01, 100, TimeSpan.FromSeconds(1.25), $"digest-{number}-{epoch}", At));

    // A metric that only some epochs have, and one that is NaN or infinite, must survive.
    private static Dictionary<string, double> Metrics(double accuracy, int epoch = 1)
    {
        var metrics = new Dictionary<string, double> { ["validation_accuracy"] = accuracy, ["largest"] = double.PositiveInfinity };
        if (epoch == 2)
            metrics["sometimes"] = 1e-300;
        return metrics;
    }

    private static SweepSpec Spec(int trials, Direction direction) => new(
        "A sweep", "digits", ParameterSet.Of(("optimizer", "adam")), JsonDocument.Parse("""{"parameters":[]}""").RootElement,
        new Objective("validation_accuracy", direction), new("random"), new("none"), Epochs: 3, trials, Parallelism: 2, Seed: 1, "cpu", Priority: 5);

    private async Task PromoteAsync(string model)
    {
        await commands.ApplyAsync(model, new PromoteVersion(model, Trial(1), experiment, 2, "digest-1-2", "digits", "data-1", Metrics(0.7), "champion", false, "me", "best", At));
        await commands.ApplyAsync(model, new PromoteVersion(model, Trial(4), experiment, 1, "digest-4-1", "digits", "data-1", Metrics(0.71), "challenger", false, "me", "try", At));
        await commands.ApplyAsync(model, new MoveAlias("champion", 2, true, "me", "better", At));
        await commands.ApplyAsync(model, new MoveAlias("challenger", null, false, "me", "done", At));
        await RetrainAsync(model);
    }

    // One that is skipped, one that leads to a version, one that fails, one that cannot begin, one that runs, and a wish that waits beside a plan.
    private async Task RetrainAsync(string model)
    {
        var (old, changed) = (new RetrainingData("digits", "data-1", 0), new RetrainingData("digits", "data-2", 1));
        await commands.ApplyAsync(model, new ScheduleRetraining(new RetrainingPlan("0 0 3 * * ?"), "me", At));
        await BeginAsync(1, old);
        await BeginAsync(2, changed);
        await commands.ApplyAsync(model, new FinishRetraining(2, new PromoteVersion(model, Trial(5), experiment, 1, "digest-5-1", "digits", "data-2", Metrics(0.8), null, false, "", "", At), []));
        await BeginAsync(3, changed with { Labels = 2 });
        await commands.ApplyAsync(model, new FailRetraining(3, "its sweep was cancelled", At));
        await commands.ApplyAsync(model, new RequestRetraining(Force: true, "me", At));
        await commands.ApplyAsync(model, new RefuseRetraining(RetrainingOccasion.Scheduled(At.AddDays(4)), "no data", At));
        await BeginAsync(5, changed with { Labels = 3 });

        async Task BeginAsync(int night, RetrainingData data) =>
            await commands.BeginRetrainingAsync(model, new BeginRetraining(RetrainingOccasion.Scheduled(At.AddDays(night)), 2, 0, data, At), Spec(1, Direction.Maximize));
    }
}
