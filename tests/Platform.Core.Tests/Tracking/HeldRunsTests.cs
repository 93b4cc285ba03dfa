using System.Collections.Immutable;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Questions;
using Xunit;

namespace Platform.Core.Tests.Tracking;

public sealed class HeldRunsTests
{
    [Fact]
    public void Runs_are_held_until_they_are_given_up()
    {
        var held = new HeldRuns(100);
        held.Add(Run("a", 1));
        held.Add(Run("b", 2));
        Assert.True(held.TryGet("a", out var run));
        Assert.Single(run.Run.Params);
        held.Remove("a");
        held.Remove("none");
        Assert.False(held.TryGet("a", out _));
        held.Add(Run("a", 7));
        Assert.True(held.TryGet("a", out run));
        Assert.Equal(7, run.Run.Params.Count);
        Assert.True(held.TryGet("b", out _));
    }

    [Fact]
    public void No_more_than_so_many_values_are_held_and_those_asked_for_lately_stay()
    {
        var held = new HeldRuns(100);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.False(held.TryGet($"{i}", out _));
            held.Add(Run($"{i}", 4)); // 5 values with its row
            if (!held.TryGet("kept", out _))
            {
                Assert.Equal(0, i);
                held.Add(Run("kept", 4));
            }
        }
        var left = Enumerable.Range(0, 1_000).Where(i => held.TryGet($"{i}", out _)).ToList();
        Assert.InRange(left.Count, 9, 19);
        Assert.Contains(999, left);
        Assert.DoesNotContain(0, left);
    }

    [Fact]
    public void A_run_that_is_half_of_what_may_be_held_pushes_no_other_out()
    {
        var held = new HeldRuns(100);
        held.Add(Run("small", 10));
        held.Add(Run("huge", 50));
        Assert.False(held.TryGet("huge", out _));
        Assert.True(held.TryGet("small", out _));
    }

    private static RunWithMetrics Run(string id, int parameters)
    {
        var none = ImmutableDictionary<string, string>.Empty;
        return new RunWithMetrics(
            new TrackedRun(
                id, "e", "n", "u", RunStatus.Running, Lifecycle.Active, 0, null, null, "", TrackedRun.RunKind, none.AddRange(Enumerable.Range(0, parameters).Select(i => KeyValuePair.Create($"p{i}", ""))),
                none, [], DateTimeOffset.UnixEpoch),
            []);
    }
}
