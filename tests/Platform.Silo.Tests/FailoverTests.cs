using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>Two silos of two slots, two lanes, random sampler, no pruner; one silo is disturbed in mid-sweep. How soon it is replaced is measured by <c>bench failover</c>.</summary>
[Collection(ReferenceSweep.Collection)]
public sealed class FailoverTests(ReferenceSweep reference)
{
    private readonly SiloPlatform _platform = reference.Platform;

    [Fact]
    public async Task A_silo_killed_in_mid_sweep_is_replaced_and_changes_no_bit()
    {
        await using var first = await _platform.StartSiloAsync();
        await using var second = await _platform.StartSiloAsync();
        var id = await _platform.LaunchAsync(ReferenceSweep.Spec);
        var (trial, victim, survivor) = await InMidTrialAsync(id, first, second);

        var killed = SiloPlatform.Now;
        victim.Kill();

        var resumed = await ResumedAsync(trial, killed);
        await _platform.CompletedAsync(id);
        await reference.AssertEqualAsync(_platform, id);
        Assert.NotNull(survivor.FirstBatch(trial.Id, resumed.Attempt));
    }

    [Fact]
    public async Task A_silo_stopped_for_ten_seconds_is_fenced_when_it_wakes_and_changes_no_bit()
    {
        await using var first = await _platform.StartSiloAsync();
        await using var second = await _platform.StartSiloAsync();
        var id = await _platform.LaunchAsync(ReferenceSweep.Spec);
        var (trial, stopped, _) = await InMidTrialAsync(id, first, second);

        var fellAsleep = SiloPlatform.Now;
        await stopped.SignalAsync("STOP");
        var asleep = System.Diagnostics.Stopwatch.StartNew();
        await ResumedAsync(trial, fellAsleep);
        await Eventually.HoldsAsync(() => asleep.Elapsed > TimeSpan.FromSeconds(10));
        await stopped.SignalAsync("CONT");

        await _platform.CompletedAsync(id);
        await reference.AssertEqualAsync(_platform, id);
        await Eventually.HoldsAsync(
            async () => (await _platform.Silos.LiveAsync(TimeSpan.FromSeconds(3))).Any(s => s.ProcessId == stopped.Id && s.Running.Count == 0));
    }

    [Fact]
    public async Task A_silo_asked_to_end_gives_its_trials_back_and_exits_with_zero()
    {
        await using var first = await _platform.StartSiloAsync();
        await using var second = await _platform.StartSiloAsync();
        var id = await _platform.LaunchAsync(ReferenceSweep.Spec);
        var (trial, leaving, _) = await InMidTrialAsync(id, first, second);

        var asked = SiloPlatform.Now;
        await leaving.EndAsync(Eventually.Patience);

        await ResumedAsync(trial, asked);
        var events = await _platform.EventsAsync(trial.Id);
        Assert.Contains(events, e => e is TrialSuspended { Reason: "silo stopping" });
        await _platform.CompletedAsync(id);
        await reference.AssertEqualAsync(_platform, id);
    }

    // A trial with some epochs behind it and more to come, the silo that trains it, and the other silo.
    private async Task<(TrialView Trial, SiloProcess Owner, SiloProcess Other)> InMidTrialAsync(string experimentId, SiloProcess first, SiloProcess second)
    {
        TrialView? found = null;
        await Eventually.HoldsAsync(
            async () => (found = (await _platform.Views.TrialsOfAsync(experimentId))
                .FirstOrDefault(t => t.Status == TrialStatus.Running && t.LastEpoch >= 2 && t.LastEpoch <= t.Epochs - 3)) is not null);
        var silos = await _platform.Silos.LiveAsync(Eventually.LongPatience);
        var owner = silos.Single(s => s.Id == found!.Silo).ProcessId;
        return owner == first.Id ? (found!, first, second) : (found!, second, first);
    }

    // Silos that start at the same moment may take a trial from each other: only what comes after the blow answers it.
    private async Task<TrialResumed> ResumedAsync(TrialView trial, DateTimeOffset after)
    {
        var events = await _platform.EventsWhenAsync(trial.Id, e => e.OfType<TrialResumed>().Any(resumed => resumed.At > after));
        return events.OfType<TrialResumed>().First(resumed => resumed.At > after);
    }
}
