using System.Collections.Immutable;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Questions;
using Xunit;

namespace Platform.Core.Tests.Tracking;

/// <summary>The first runs of an order, against sorting all.</summary>
public sealed class RunRankingTests
{
    private static readonly RunField Metric = new(RunFieldKind.Metric, "m");
    private static readonly RunField Param = new(RunFieldKind.Param, "p");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pages_of_any_order_are_those_of_all_runs_sorted(int seed)
    {
        var random = new Random(seed);
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1];
        var runs = new RunColumns();
        var all = Enumerable.Range(0, 300).Select(i => $"{i:x32}").ToList();
        foreach (var id in all)
        {
            double? value = random.Next(5) switch { 0 => null, 1 => odd[random.Next(odd.Length)], _ => random.Next(40) };
            var texts = ImmutableDictionary<string, string>.Empty;
            var run = new TrackedRun(
                id, "e", "n", "u", RunStatus.Running, Lifecycle.Active, random.Next(30), null, null, "", TrackedRun.RunKind, random.Next(3) == 0 ? texts : texts.Add("p", $"{random.Next(4)}"), texts, [],
                DateTimeOffset.UnixEpoch);
            runs.Set(run, value is { } number ? [new LatestMetric("m", new MetricPoint(0, 0, number), number, number, 1, 0)] : []);
        }
        var marks = all.Select(_ => random.Next(4) > 0).ToArray();
        foreach (var order in (IReadOnlyList<RunOrder>[])[[], [new(Metric)], [new(Metric, true)], [new(Param), new(Metric, true)], [new(Metric, true), new(Param, true)], [new(new RunField(RunFieldKind.Metric, "none"))]])
        {
            var ranking = new RunRanking(runs, order);
            var whole = ranking.First(marks, null, all.Count); // no heap is full: nothing is left out
            Assert.Equal(marks.Count(m => m), whole.Count);
            for (var i = 1; i < whole.Count; i++)
                Assert.True(whole[i - 1].CompareTo(whole[i], order) < 0);
            foreach (var size in new[] { 1, 7, 100 })
            {
                var pages = new List<RunPlace>();
                for (RunPlace? after = null; ranking.First(marks, after, size) is { Count: > 0 } page; after = page[^1])
                    pages.AddRange(page);
                Assert.Equal(whole.Select(p => p.Id), pages.Select(p => p.Id));
            }
        }
    }
}
