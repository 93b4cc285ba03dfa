using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>Pause, resume, cancel and priorities, as people command them while trials run.</summary>
public sealed class ControlTests(SiloPlatform platform, ITestOutputHelper output) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task Pause_gives_the_slot_back_resume_goes_on_and_cancel_ends_the_trials()
    {
        await using var silo = await platform.StartSiloAsync();
        var id = await platform.LaunchAsync(Some.Sweep(trials: 2, epochs: 1000, parallelism: 2));
        var trial = $"{id}-1";
        await platform.EventsWhenAsync(trial, e => e.Any(x => x is EpochCompleted));

        var paused = SiloPlatform.Now;
        await platform.Commands.ApplyAsync(id, new PauseExperiment("test", paused));
        var events = await platform.EventsWhenAsync(trial, e => e.Any(x => x is TrialSuspended));
        var suspended = events.OfType<TrialSuspended>().Single();
        await platform.HoldsAsync(async () => (await platform.Silos.LiveAsync(TimeSpan.FromSeconds(10))).Any(s => s.ProcessId == silo.Id && s.Running.Count == 0)); // no slot is held

        var resumed = SiloPlatform.Now;
        await platform.Commands.ApplyAsync(id, new ResumeExperiment("test", resumed));
        events = await platform.EventsWhenAsync(trial, e => e.Any(x => x is TrialResumed));
        var again = events.OfType<TrialResumed>().Single();

        var cancelled = SiloPlatform.Now;
        await platform.Commands.ApplyAsync(id, new CancelExperiment("test", "enough", cancelled));
        events = await platform.EventsWhenAsync(trial, e => e.Any(x => x is TrialCancelled));
        await Eventually.HoldsAsync(async () => (await platform.ExperimentAsync(id)).Cancelled == 2);
        var ended = events.OfType<TrialCancelled>().Single();

        output.WriteLine($"pause {(suspended.At - paused).TotalSeconds:0.00} s, resume {(again.At - resumed).TotalSeconds:0.00} s, cancel {(ended.At - cancelled).TotalSeconds:0.00} s");
        Assert.Equal("paused", suspended.Reason);
        Assert.Equal(suspended.Attempt + 1, again.Attempt);
        Assert.Equal(events.OfType<EpochCompleted>().Select(e => e.Epoch), Enumerable.Range(1, events.OfType<EpochCompleted>().Count()));
    }

    [Fact]
    public async Task Sweeps_of_equal_priority_share_a_slot_trial_by_trial_and_a_higher_one_goes_first()
    {
        var first = await platform.LaunchAsync(Some.Sweep(trials: 5, epochs: 2));
        var second = await platform.LaunchAsync(Some.Sweep(trials: 5, epochs: 2, seed: 8));
        await using var silo = await platform.StartSiloAsync(slots: 1);
        await platform.EventsWhenAsync($"{second}-1", e => e.Any(x => x is TrialStarted));

        var urgent = await platform.LaunchAsync(Some.Sweep(trials: 1, epochs: 2, priority: 9));
        await platform.HoldsAsync(async () => await Queue.ReadAsync() is { Count: 3 } queue && queue.Single(q => q.ExperimentId == urgent).Position <= 1);
        await platform.CompletedAsync(first);
        await platform.CompletedAsync(second);
        await platform.CompletedAsync(urgent);
        await platform.HoldsAsync(async () => (await Queue.ReadAsync()).Count == 0);

        var order = await OrderAsync(first, second, urgent);
        output.WriteLine(string.Concat(order));
        var shared = order.Where(sweep => sweep != 'u').ToArray();
        Assert.All(Enumerable.Range(1, 7), i => Assert.NotEqual(shared[i - 1], shared[i]));
        Assert.InRange(Array.IndexOf(order, 'u'), 1, 5); // before most of those that were waiting when it came
    }

    [Fact]
    public async Task A_changed_priority_moves_a_sweep_that_is_waiting()
    {
        var first = await platform.LaunchAsync(Some.Sweep(trials: 6, epochs: 2));
        var second = await platform.LaunchAsync(Some.Sweep(trials: 6, epochs: 2, seed: 8));
        await using var silo = await platform.StartSiloAsync(slots: 1);
        await platform.EventsWhenAsync($"{first}-1", e => e.Any(x => x is TrialStarted));

        await platform.Commands.ApplyAsync(second, new ChangePriority(8, "test", SiloPlatform.Now));
        await platform.CompletedAsync(second);
        var done = (await platform.ExperimentAsync(first)).Completed;
        await platform.CompletedAsync(first);

        Assert.InRange(done, 0, 4); // equal shares would have brought it to 5 or 6
    }

    private LaneQueueView Queue => new(platform.Database.DataSource);

    // Which sweep each trial belongs to, in the order in which they began.
    private async Task<char[]> OrderAsync(string first, string second, string urgent)
    {
        var trials = (await platform.Views.TrialsOfAsync(first)).Concat(await platform.Views.TrialsOfAsync(second)).Concat(await platform.Views.TrialsOfAsync(urgent));
        return [.. trials.OrderBy(t => t.StartedAt).Select(t => t.ExperimentId == first ? '1' : t.ExperimentId == second ? '2' : 'u')];
    }
}
