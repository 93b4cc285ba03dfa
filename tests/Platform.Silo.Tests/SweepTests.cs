using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class SweepTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task Two_lanes_finish_a_sweep_and_its_best_trial_is_tested_once()
    {
        await using var silo = await platform.StartSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 4, epochs: 3, parallelism: 2));

        var sweep = await platform.CompletedAsync(id);

        Assert.Equal(4, sweep.Completed);
        var trials = await platform.Views.TrialsOfAsync(id);
        Assert.All(trials, t => Assert.Equal(3, t.LastEpoch));
        Assert.Equal([1, 2, 3, 4], trials.Select(t => t.Number));
        await Eventually.HoldsAsync(async () => (await platform.TrialAsync(sweep.BestTrialId!)).TestMetrics is not null);
        Assert.Single(await platform.EventsAsync(sweep.BestTrialId!), e => e is TestEvaluated);
    }

    [Fact]
    public async Task A_completed_sweep_without_a_checkpoint_does_not_keep_the_next_from_being_tested()
    {
        await BringInAsync();
        await using var silo = await platform.StartSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 1));

        var best = (await platform.CompletedAsync(id)).BestTrialId!;

        await platform.EventsWhenAsync(best, e => e.Any(x => x is TestEvaluated));
    }

    [Fact]
    public async Task A_test_evaluation_does_not_wait_for_a_slot()
    {
        await using var silo = await platform.StartSiloAsync(slots: 1);
        var done = await platform.LaunchAsync(Some.Sweep(trials: 2, epochs: 1));
        var best = (await platform.CompletedAsync(done)).BestTrialId;
        var other = (await platform.Views.TrialsOfAsync(done)).Single(t => t.Id != best).Id;
        var busy = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 1000));
        await platform.EventsWhenAsync($"{busy}-1", e => e.Any(x => x is EpochCompleted));

        await platform.Commands.ApplyAsync(other, new RequestTestEvaluation("test", SiloPlatform.Now));

        await platform.EventsWhenAsync(other, e => e.Any(x => x is TestEvaluated));
        Assert.Equal(TrialStatus.Running, (await platform.TrialAsync($"{busy}-1")).Status);
        await platform.Commands.ApplyAsync(busy, new CancelExperiment("test", "enough", SiloPlatform.Now));
    }

    // A sweep of one trial that was recorded elsewhere: it has its metrics, but no checkpoint.
    private async Task BringInAsync()
    {
        var (id, spec, at) = (StreamNames.NewExperimentId(), Some.Sweep(trials: 1, epochs: 1), SiloPlatform.Now);
        var trial = StreamNames.TrialId(id, 1);
        var values = ParameterSet.Of(("learning_rate", 0.001));
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["validation_accuracy"] = 0.5 };
        await platform.Journal.AppendAsync(new AppendRequest(
        [
            new StreamAppend(StreamNames.Experiment(id), StreamNames.ExperimentType, 0,
            [
                new ExperimentCreated(id, spec, "test", at), new TrialProposed(1, trial, values, "random", "Drawn at random.", 0, 0, at),
                new TrialFinished(1, trial, TrialStatus.Completed, 0.5, 1, at), new ExperimentCompleted(trial, 0.5, at),
            ]),
            new StreamAppend(StreamNames.Trial(trial), StreamNames.TrialType, 0,
            [
                new TrialCreated(trial, id, 1, values, spec.FieldsOf(values, 1), spec.Objective, spec.Epochs, spec.Device, 0, null, at),
                new TrialStarted(1, "elsewhere", new RunEnvironment("0.1.0", "1.13.1", "openblas", 1, "cpu", "a processor", "linux"), "data", at),
                new EpochCompleted(1, 1, 1, 1, metrics, 0.001, 500, TimeSpan.FromSeconds(1), null, at), new TrialCompleted(1, 1, 0.5, at),
            ]),
        ]));
    }
}
