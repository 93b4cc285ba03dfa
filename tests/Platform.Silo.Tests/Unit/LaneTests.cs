using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Silo.Lanes;
using Platform.Silo.Trials;
using Xunit;

namespace Platform.Silo.Tests.Unit;

public sealed class LaneTests
{
    [Fact]
    public void A_lane_s_name_reads_back_as_the_lane()
    {
        LaneKey[] keys = [LaneKey.OfSweep("abcd2345", 3), LaneKey.OfReproduction("abcd2345-1-r2")];

        Assert.All(keys, key => Assert.Equal(key, LaneKey.TryParse(key.ToString())));
        Assert.Null(LaneKey.TryParse("somebody.else"));
    }

    [Fact]
    public void A_higher_priority_goes_before_any_wait_and_equal_ones_by_waiting_time()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var order = new[] { (5, now), (5, now.AddDays(-100)), (9, now), (5, now.AddSeconds(-1)) }
            .OrderBy(p => QueuePosition.DueAt(p.Item1, p.Item2)).ToArray();

        Assert.Equal([(9, now), (5, now.AddDays(-100)), (5, now.AddSeconds(-1)), (5, now)], order);
        Assert.Equal(now, QueuePosition.WaitingSince(7, QueuePosition.DueAt(7, now), now));
    }

    [Fact]
    public void A_lane_of_a_lost_silo_is_the_first_of_its_priority_and_before_no_higher_one()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var first = QueuePosition.FirstOfItsPriority(now);

        Assert.All(Enumerable.Range(1, 10), priority =>
        {
            Assert.True(QueuePosition.DueAt(priority, first) > QueuePosition.DueAt(priority + 1, now));
            Assert.True(QueuePosition.DueAt(priority, first) < QueuePosition.DueAt(priority, now.AddDays(-300)));
        });
        Assert.Equal(first, QueuePosition.WaitingSince(1, QueuePosition.DueAt(1, now.AddYears(-3)), now)); // no wait makes up for a priority
    }

    [Fact]
    public void A_lane_that_is_due_at_a_real_time_has_waited_since_then()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.All(Enumerable.Range(1, QueuePosition.Urgent), priority =>
        {
            Assert.Equal(now.AddSeconds(-1), QueuePosition.WaitingSince(priority, now.AddSeconds(-1), now));
            Assert.Equal(now, QueuePosition.WaitingSince(priority, now.AddSeconds(5), now));
            Assert.True(QueuePosition.IsRealTime(priority, now.AddSeconds(5), now));
            Assert.False(QueuePosition.IsRealTime(priority, QueuePosition.DueAt(priority, now), now));
        });
    }

    [Fact]
    public void A_reproduction_goes_first_once_its_sweep_has_ended_and_with_its_sweep_before()
    {
        var (ended, paused) = (Views.Experiment("a", Support.Some.Sweep(), proposed: 1, ExperimentStatus.Completed), Views.Experiment("b", Support.Some.Sweep(priority: 3), proposed: 1, ExperimentStatus.Paused));
        var (first, second) = (Views.Trial("a", 1, status: TrialStatus.Proposed, reproduces: "a-1"), Views.Trial("b", 1, status: TrialStatus.Proposed, reproduces: "b-1"));

        var wanted = WantedLanes.Of([ended, paused], [first, second], [first, second]);

        Assert.Equal((QueuePosition.Urgent, 3), (wanted[LaneKey.OfReproduction("a-1-r1")].Priority, wanted[LaneKey.OfReproduction("b-1-r1")].Priority));
    }

    [Fact]
    public void A_cancelled_reproduction_needs_no_lane() =>
        Assert.Empty(WantedLanes.Of([], [], [Views.Trial("a", 1, status: TrialStatus.Cancelled, reproduces: "a-1")]));

    [Fact]
    public void A_running_sweep_wants_all_its_lanes_while_trials_are_to_be_proposed_and_then_those_with_an_unfinished_trial()
    {
        var proposing = Views.Experiment("a", Support.Some.Sweep(trials: 9, parallelism: 3), proposed: 2);
        var ending = Views.Experiment("b", Support.Some.Sweep(trials: 4, parallelism: 2, priority: 7), proposed: 4);

        var wanted = WantedLanes.Of([proposing, ending], [Views.Trial("b", 4, lane: 1)], []);

        Assert.Equal(["lane.a.0", "lane.a.1", "lane.a.2", "lane.b.1"], wanted.Keys.Select(k => k.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(new WantedLane(LaneKey.OfSweep("b", 1), "cpu", 7), wanted[LaneKey.OfSweep("b", 1)]);
    }

    [Fact]
    public void With_a_fixed_lag_only_lanes_that_may_propose_are_wanted()
    {
        var spec = Support.Some.Sweep(trials: 9, parallelism: 4) with { Lag = 4 };

        var wanted = WantedLanes.Of([Views.Experiment("a", spec, proposed: 5)], [Views.Trial("a", 3, lane: 2), Views.Trial("a", 5, lane: 0)], []);

        Assert.Equal(["lane.a.0", "lane.a.1", "lane.a.2"], wanted.Keys.Select(k => k.ToString()).Order(StringComparer.Ordinal)); // trial 6 may go, 7 waits for 3
    }

    [Fact]
    public void A_paused_sweep_wants_no_lane_but_reproductions_go_on()
    {
        var paused = Views.Experiment("a", Support.Some.Sweep(), proposed: 1, ExperimentStatus.Paused);

        var wanted = WantedLanes.Of([paused], [Views.Trial("a", 1)], [Views.Trial("a", 1, reproduces: "a-1")]);

        Assert.Equal(["reproduce.a-1-r1"], wanted.Keys.Select(k => k.ToString()));
    }

    [Fact]
    public void A_trial_s_seed_follows_from_sweep_seed_and_number_alone_and_never_changes()
    {
        Assert.Equal(TrialSeed.Of(7, 1), TrialSeed.Of(7, 1));
        Assert.Equal(100, Enumerable.Range(1, 100).Select(n => TrialSeed.Of(7, n)).Distinct().Count());
        Assert.NotEqual(TrialSeed.Of(7, 1), TrialSeed.Of(8, 1));
        Assert.All(Enumerable.Range(1, 100), n => Assert.InRange(TrialSeed.Of(-3, n), 0, (1L << 53) - 1));
        Assert.Equal(KnownSeed, TrialSeed.Of(7, 1)); // recorded runs depend on it
    }

    private const long KnownSeed = 8704380668972285;
}
