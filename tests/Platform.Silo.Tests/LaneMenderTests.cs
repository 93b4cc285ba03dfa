using Platform.Silo.Lanes;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Quartz;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>What becomes of lanes in the scheduler's own tables. No scheduler runs: nothing is fired but by the test.</summary>
public sealed class LaneMenderTests : IAsyncLifetime
{
    private readonly SiloPlatform _platform = new();
    private readonly ShiftedClock _clock = new();
    private SiloParts _parts = null!;
    private IScheduler _scheduler = null!;

    private LaneQueue Queue => _parts.Get<LaneQueue>();

    public async ValueTask InitializeAsync()
    {
        await _platform.InitializeAsync();
        _parts = new SiloParts(_platform, _clock);
        _scheduler = await _parts.Get<ISchedulerFactory>().GetScheduler();
    }

    public async ValueTask DisposeAsync()
    {
        await _parts.DisposeAsync();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task A_lane_that_has_rested_stands_where_its_priority_puts_it()
    {
        var (resting, other) = (Lane("rests", 10), Lane("waits", 1));
        await Queue.EnsureAsync(resting);
        await Queue.EnsureAsync(other);
        await FailAsync(resting.Key);

        await MendAsync(resting, other);
        Assert.Equal(other.Key, (await OrderAsync())[0]); // it rests: the other goes first
        _clock.Ahead += TimeSpan.FromSeconds(6);
        await MendAsync(resting, other);

        Assert.Equal([resting.Key, other.Key], await OrderAsync());
    }

    [Fact]
    public async Task A_lane_that_rests_while_its_priority_is_lowered_is_not_put_off_for_years()
    {
        await Queue.EnsureAsync(Lane("a", 10));
        await FailAsync(Lane("a", 10).Key);
        var lowered = Lane("a", 5);

        await MendAsync(lowered);
        _clock.Ahead += TimeSpan.FromSeconds(6);
        await MendAsync(lowered);

        var waiting = Assert.Single((await Queue.HeldAsync())[lowered.Key].Waiting);
        Assert.Equal(5, waiting.Priority);
        Assert.InRange(waiting.StartTimeUtc, QueuePosition.DueAt(5, _clock.GetUtcNow().AddMinutes(-1)), QueuePosition.DueAt(5, _clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_lane_with_its_own_trigger_and_one_of_its_recovery_keeps_its_own_and_no_other_lane_waiting()
    {
        var (twice, other) = (Lane("twice", 5), Lane("other", 5));
        await Queue.EnsureAsync(twice);
        await RecoverAsync(twice.Key, "r1");

        Assert.True(await MendAsync(twice, other));

        var held = await Queue.HeldAsync();
        Assert.Equal(twice.Key.Trigger, Assert.Single(held[twice.Key].Waiting).Key);
        Assert.Single(held[other.Key].Waiting);
    }

    [Fact]
    public async Task A_lane_of_a_lost_silo_goes_first_of_its_priority_with_one_trigger()
    {
        var (lost, earlier, urgent) = (Lane("lost", 5), Lane("earlier", 5), Lane("urgent", 6));
        await Queue.EnsureAsync(lost);
        await _scheduler.UnscheduleJob(lost.Key.Trigger);
        await RecoverAsync(lost.Key, "r1");
        await RecoverAsync(lost.Key, "r2");
        await Queue.EnsureAsync(earlier, _clock.GetUtcNow().AddDays(-1));
        await Queue.EnsureAsync(urgent);

        await MendAsync(lost, earlier, urgent);

        Assert.Equal(lost.Key.Trigger, Assert.Single((await Queue.HeldAsync())[lost.Key].Waiting).Key);
        Assert.Equal([urgent.Key, lost.Key, earlier.Key], await OrderAsync());
    }

    [Fact]
    public async Task A_lane_whose_rest_ends_while_it_is_looked_at_may_have_been_fired_and_is_left_alone()
    {
        var lane = Lane("rests", 10);
        await Queue.EnsureAsync(lane);
        await FailAsync(lane.Key);
        var asOf = _clock.GetUtcNow();
        var held = await Queue.HeldAsync();
        _clock.Ahead += TimeSpan.FromSeconds(6);

        await _parts.Get<LaneMender>().MendAsync(new Dictionary<LaneKey, WantedLane> { [lane.Key] = lane }, held, asOf, CancellationToken.None);

        var after = await Queue.HeldAsync();
        Assert.Equal(held[lane.Key].Waiting.Single().StartTimeUtc, after[lane.Key].Waiting.Single().StartTimeUtc);
    }

    private static WantedLane Lane(string sweep, int priority) => new(LaneKey.OfSweep(sweep, 0), "cpu", priority);

    // As a firing whose work throws: its trigger is used up, and the lane rests.
    private async Task FailAsync(LaneKey key)
    {
        var fired = await _scheduler.GetTrigger(key.Trigger);
        await _scheduler.UnscheduleJob(key.Trigger);
        await Queue.RestAsync(key, fired!);
    }

    // As the scheduler does for a firing of a dead silo.
    private async Task RecoverAsync(LaneKey key, string name) => await _scheduler.ScheduleJob(
        TriggerBuilder.Create().WithIdentity(name, SchedulerConstants.DefaultRecoveryGroup).ForJob(key.Job).WithExecutionGroup("cpu").WithPriority(5).StartAt(_clock.GetUtcNow()).Build());

    private async Task<bool> MendAsync(params WantedLane[] wanted)
    {
        var asOf = _clock.GetUtcNow();
        return await _parts.Get<LaneMender>().MendAsync(wanted.ToDictionary(lane => lane.Key), await Queue.HeldAsync(), asOf, CancellationToken.None);
    }

    // The lanes in the order in which the scheduler takes them.
    private async Task<LaneKey[]> OrderAsync() =>
        [.. (await Queue.HeldAsync()).Values.SelectMany(lane => lane.Waiting.Select(waiting => (lane.Key, waiting.StartTimeUtc))).OrderBy(lane => lane.StartTimeUtc).Select(lane => lane.Key)];

    /// <summary>The system's clock, set ahead.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
