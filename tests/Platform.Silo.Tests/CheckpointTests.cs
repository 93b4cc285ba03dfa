using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class CheckpointTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task A_truncated_an_altered_and_a_missing_last_checkpoint_cost_training_again_and_change_nothing()
    {
        var silo = await platform.SharedSiloAsync();
        var spec = Some.Sweep(trials: 1, epochs: 80, samples: 2000);
        var undisturbed = await platform.LaunchAsync(spec);
        await platform.CompletedAsync(undisturbed);
        var id = await platform.LaunchAsync(spec);
        string[] damages = ["truncated", "altered", "missing"];
        for (var round = 0; round < damages.Length; round++)
        {
            var before = (await platform.Commands.LoadTrialAsync($"{id}-1")).LastEpoch;
            await platform.EventsWhenAsync($"{id}-1", e => e.Count(x => x is TrialResumed) == round && e.Count(x => x is EpochCompleted) > before);
            await platform.Commands.ApplyAsync(id, new PauseExperiment("test", SiloPlatform.Now));
            await platform.EventsWhenAsync($"{id}-1", e => e[^1] is TrialSuspended);
            Damage(platform.Checkpoints.PathOf((await platform.Commands.LoadTrialAsync($"{id}-1")).LastCheckpoint!), damages[round]);
            await platform.Commands.ApplyAsync(id, new ResumeExperiment("test", SiloPlatform.Now));
        }
        await platform.CompletedAsync(id);

        var (expected, actual) = (await platform.TrialAsync($"{undisturbed}-1"), await platform.TrialAsync($"{id}-1"));
        Assert.Equal(expected.ValidationLoss, actual.ValidationLoss);
        Assert.Equal(expected.Checkpoints, actual.Checkpoints);
        Assert.Equal(damages.Length, silo.Log.Split("goes back further").Length - 1);
    }

    [Fact]
    public async Task Only_the_best_and_the_last_checkpoint_of_an_ended_trial_are_kept()
    {
        await platform.SharedSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 20, samples: 300, seed: 99));
        await platform.CompletedAsync(id);

        var trial = await platform.TrialAsync($"{id}-1");
        var kept = new[] { trial.BestCheckpoint!, trial.Checkpoints[^1]! }.Distinct(StringComparer.Ordinal).ToArray();
        var spare = trial.Checkpoints.Except(kept, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        await platform.EventsWhenAsync(trial.Id, e => Collected(e).SequenceEqual(spare, StringComparer.Ordinal));
        Assert.All(kept, digest => Assert.True(platform.Checkpoints.Exists(digest)));
        Assert.All(spare, digest => Assert.False(platform.Checkpoints.Exists(digest!)));
        await Eventually.HoldsAsync(() => Directory.GetDirectories(platform.Checkpoints.StagingFolder(), $"{trial.Id}.*").Length == 0);
    }

    [Fact]
    public async Task A_test_evaluation_of_a_damaged_checkpoint_fails_with_the_reason()
    {
        var id = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 2, samples: 300, seed: 5));
        await platform.SharedSiloAsync();
        await platform.CompletedAsync(id);
        await Eventually.HoldsAsync(async () => (await platform.TrialAsync($"{id}-1")).TestMetrics is not null);
        var other = await platform.LaunchAsync(Some.Sweep(trials: 2, epochs: 2, samples: 300, seed: 6));
        var sweep = await platform.CompletedAsync(other);
        var worse = (await platform.Views.TrialsOfAsync(other)).Single(t => t.Id != sweep.BestTrialId);
        Damage(platform.Checkpoints.PathOf(worse.BestCheckpoint!), "truncated");

        await platform.Commands.ApplyAsync(worse.Id, new RequestTestEvaluation("test", SiloPlatform.Now));

        var events = await platform.EventsWhenAsync(worse.Id, e => e.Any(x => x is TestEvaluationFailed));
        Assert.Contains("cut short or altered", events.OfType<TestEvaluationFailed>().Single().Cause, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Collected(IReadOnlyList<TrialEvent> events) =>
        events.OfType<CheckpointsCollected>().SelectMany(e => e.Checkpoints).Order(StringComparer.Ordinal);

    private static void Damage(string file, string damage)
    {
        if (damage == "missing")
        {
            File.Delete(file);
            return;
        }
        var bytes = File.ReadAllBytes(file);
        if (damage == "altered")
            bytes[^5] ^= 1;
        File.WriteAllBytes(file, damage == "truncated" ? bytes[..(bytes.Length / 2)] : bytes);
    }
}
