using Platform.Web.Api.Mlflow;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class SampledStepsTests
{
    [Fact]
    public void Few_steps_are_all_shown_each_once()
    {
        var steps = new SampledSteps();
        foreach (var step in new[] { 3L, 3, 5, 9, 9 })
            steps.Add(step);
        steps.AddEnd(3);
        steps.AddEnd(9);
        Assert.Equal([3, 5, 9], steps.Choose(3).Order());
    }

    [Theory]
    [InlineData(100)] // far fewer are held than come
    [InlineData(101)]
    [InlineData(1_000_000)]
    public void Of_many_steps_some_are_shown_evenly_spread_and_both_ends(int held)
    {
        var steps = new SampledSteps(held);
        for (var i = 0; i < 12_345; i++)
            steps.Add(7 * i);
        steps.AddEnd(0);
        steps.AddEnd(7 * 12_344);
        var chosen = steps.Choose(50).Order().ToList();
        Assert.InRange(chosen.Count, 45, 50);
        Assert.Equal((0L, 7L * 12_344), (chosen[0], chosen[^1]));
        var gaps = chosen.Zip(chosen.Skip(1), (a, b) => (b - a) / 7).ToList();
        Assert.InRange(gaps.Max(), 200, 600);
        Assert.All(chosen, step => Assert.Equal(0, step % 7));
    }
}
