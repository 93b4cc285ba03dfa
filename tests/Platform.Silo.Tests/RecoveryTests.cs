using Platform.Core.Trials;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>Losses that a platform of one silo, or its database, must survive.</summary>
public sealed class RecoveryTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task A_trial_that_kills_its_silo_three_times_fails_and_its_neighbour_is_not_blamed()
    {
        var id = await platform.LaunchAsync(Some.Sweep(trials: 2, epochs: 2, parallelism: 2, samples: 10_000, width: 512));
        var (killer, innocent) = ($"{id}-1", $"{id}-2");
        for (var attempt = 1; attempt <= Trial.MaxFruitlessAttempts; attempt++)
        {
            await using var silo = await platform.StartSiloAsync();
            await platform.EventsWhenAsync(killer, e => Attempts(e) == attempt);
            await platform.HoldsAsync(() => Task.FromResult(silo.FirstBatch(killer, attempt) is not null));
            if (attempt == Trial.MaxFruitlessAttempts)
                await AssertAloneAsync(killer, innocent);
            silo.Kill();
        }

        await using var last = await platform.StartSiloAsync();
        await platform.CompletedAsync(id);

        var failed = (await platform.EventsAsync(killer)).OfType<TrialFailed>().Single();
        Assert.StartsWith("3 attempts in a row were lost without completing an epoch", failed.Cause, StringComparison.Ordinal);
        Assert.Equal(TrialStatus.Completed, (await platform.TrialAsync(innocent)).Status);
    }

    [Fact]
    public async Task A_lane_that_the_scheduler_has_lost_is_made_anew()
    {
        var id = await platform.LaunchAsync(Some.Sweep(trials: 2, epochs: 20, samples: 4000));
        await using var silo = await platform.StartSiloAsync(slots: 1);
        await platform.EventsWhenAsync($"{id}-1", e => e.Any(x => x is EpochCompleted));
        silo.Kill();

        await using (var forget = platform.Database.DataSource.CreateCommand(
            "truncate qrtz_triggers, qrtz_simple_triggers, qrtz_fired_triggers, qrtz_job_details, qrtz_scheduler_state cascade"))
            await forget.ExecuteNonQueryAsync();
        await using var next = await platform.StartSiloAsync(slots: 1);

        await platform.CompletedAsync(id);
        var epochs = (await platform.EventsAsync($"{id}-1")).OfType<EpochCompleted>().Select(e => e.Epoch);
        Assert.Equal(Enumerable.Range(1, 20), epochs);
    }

    // Nobody else can be lost with the last attempt: the neighbour has ended, or this silo has not begun with it.
    private async Task AssertAloneAsync(string killer, string innocent)
    {
        var (alone, other) = (await platform.TrialAsync(killer), await platform.TrialAsync(innocent));
        Assert.True(other.HasEnded || other.Silo != alone.Silo, $"{innocent} is {other.Status} beside {killer} on silo {other.Silo}.");
    }

    private static int Attempts(IReadOnlyList<TrialEvent> events) => events.Count(e => e is TrialStarted or TrialResumed);
}
