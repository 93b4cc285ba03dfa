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
        await BroughtIn.AppendAsync(platform, Some.Sweep(trials: 1, epochs: 1));
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
}
