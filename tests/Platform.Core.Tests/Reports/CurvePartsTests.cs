using Platform.Core.Reports;
using Platform.Core.Tracking;
using Xunit;

namespace Platform.Core.Tests.Reports;

/// <summary>Curves of reports in little memory.</summary>
public sealed class CurvePartsTests
{
    [Fact]
    public void A_short_curve_stays_as_its_points_by_step_then_time()
    {
        var curve = new CurveParts();
        foreach (var point in new[] { new MetricPoint(3, 30, 0.3), new MetricPoint(1, 12, double.PositiveInfinity), new MetricPoint(1, 11, 0.1) })
            curve.Add(point);
        Assert.Equal(
            [new(1, 11, 0.1, 1, 0.1, 0.1), new(1, 12, double.PositiveInfinity, 1, double.NaN, double.NaN), new(3, 30, 0.3, 1, 0.3, 0.3)], curve.ToList());
    }

    [Theory]
    [InlineData(CurveParts.Most, false)]
    [InlineData(CurveParts.Most + 1, false)]
    [InlineData(50_000, false)]
    [InlineData(50_000, true)]
    [InlineData(1_000_000, false)]
    public void A_long_curve_keeps_its_ends_its_extremes_and_every_point_in_parts_of_like_size(int points, bool shuffled)
    {
        var random = new Random(points);
        var steps = Enumerable.Range(0, points).ToArray();
        if (shuffled)
            random.Shuffle(steps);
        var curve = new CurveParts();
        var (low, high) = (points / 3, points - (points / 4));
        foreach (var step in steps)
            curve.Add(new MetricPoint(step, 1_000 + step, step == low ? -100 : step == high ? 100 : step % 7 == 0 ? double.NaN : random.NextDouble()));

        var parts = curve.ToList();

        Assert.InRange(parts.Count, CurveParts.Most / 4, CurveParts.Most);
        Assert.Equal(points, parts.Sum(part => part.Count));
        Assert.Equal(parts.Select(part => part.LastStep).Order(), parts.Select(part => part.LastStep));
        Assert.Equal(points - 1, parts[^1].LastStep);
        Assert.Equal(-100, parts.Min(part => double.IsNaN(part.Min) ? 0 : part.Min));
        Assert.Equal(100, parts.Max(part => double.IsNaN(part.Max) ? 0 : part.Max));
        Assert.All(parts, part => Assert.InRange(part.Count, 1, ((2L * points) / CurveParts.Most) + 1));
        if (!shuffled) // a part is a stretch of steps: the extreme is where it was
            Assert.InRange(low, parts.TakeWhile(part => part.Min > -100 || double.IsNaN(part.Min)).Select(part => part.LastStep).LastOrDefault(-1) + 1, parts.First(part => part.Min == -100).LastStep);
    }

    [Fact]
    public void Over_time_a_curve_whose_steps_begin_anew_keeps_its_course()
    {
        var curve = new CurveParts(byTime: true);
        foreach (var i in Enumerable.Range(0, 10_000))
            curve.Add(new MetricPoint(i % 100, 1_000 + i, i)); // 100 epochs of 100 steps

        var parts = curve.ToList();

        Assert.Equal(10_000, parts.Sum(part => part.Count));
        Assert.All(parts, part => Assert.Equal(part.Count - 1, part.Max - part.Min)); // of one stretch of time
        Assert.Equal(parts.Select(part => part.LastTime).Order(), parts.Select(part => part.LastTime));
    }
}
