namespace Search.Tests.Multiobjective;

public class HypervolumeTests
{
    /// <summary>Values of optuna 4.9.0, <c>optuna._hypervolume.compute_hypervolume</c>, for the points of <see cref="Points"/> and a reference of 1.1.</summary>
    [Theory]
    [InlineData(2, 30, 1.1030889128516812)]
    [InlineData(3, 30, 1.0852535142642783)]
    [InlineData(4, 30, 1.0397710486057037)]
    [InlineData(5, 20, 0.9587104757512834)]
    [InlineData(6, 15, 0.8346697960544994)]
    public void It_agrees_with_optuna(int objectives, int count, double expected) =>
        Assert.Equal(expected, Hypervolume.Of(Points(objectives, count), Filled(objectives, 1.1)), 12);

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(29)]
    public void A_staircase_of_two_objectives_has_its_closed_form(int n)
    {
        double[][] front = [.. Enumerable.Range(0, n).Select(i => new double[] { i, n - 1 - i })];
        Assert.Equal(n * n - n * (n - 1) / 2, Hypervolume.Of(front, [n, n]), 10);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void A_simplex_of_three_objectives_has_its_closed_form(int n)
    {
        var front = from x in Enumerable.Range(0, n) from y in Enumerable.Range(0, n - x) select new double[] { x, y, n - 1 - x - y };
        Assert.Equal(n * n * n - (n - 1) * n * (n + 1) / 6, Hypervolume.Of([.. front.Reverse()], [n, n, n]), 9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void It_equals_inclusion_and_exclusion(int objectives)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var points = Random(seed, 9, objectives);
            var reference = Filled(objectives, 0.9);
            var expected = ByInclusionExclusion(points, reference);
            Assert.Equal(expected, Hypervolume.Of(points, reference), 12);
            var rest = points[1..];
            Assert.Equal(expected - ByInclusionExclusion(rest, reference), Hypervolume.Gain(rest, points[0], reference), 12);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Order_repetition_and_dominated_points_change_nothing(int objectives)
    {
        var points = Random(5, 12, objectives);
        var reference = Filled(objectives, 1);
        var volume = Hypervolume.Of(points, reference);
        Assert.Equal(volume, Hypervolume.Of([.. points.Reverse()], reference), 13);
        Assert.Equal(volume, Hypervolume.Of([.. points, .. points, .. points.Select(point => Array.ConvertAll(point, v => (v + 1) / 2))], reference), 13);
        double[][] outside = [Filled(objectives, 2), Filled(objectives, double.NaN), Filled(objectives, double.NegativeInfinity), reference];
        Assert.Equal(volume, Hypervolume.Of([.. points, .. outside], reference), 13);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_never_falls_when_points_are_added(int objectives)
    {
        var points = Random(8, 40, objectives);
        var reference = Filled(objectives, 1);
        var volume = 0.0;
        for (var n = 1; n <= points.Length; n++)
        {
            var larger = Hypervolume.Of(points[..n], reference);
            Assert.InRange(larger, volume - 1e-13, 1);
            Assert.Equal(larger - volume, Hypervolume.Gain(points[..(n - 1)], points[n - 1], reference), 12);
            volume = larger;
        }
    }

    [Fact]
    public void Contributions_are_what_would_be_lost()
    {
        // Three steps of a staircase: each alone owns one unit square; the dominated point owns nothing.
        double[][] points = [[0, 2], [1, 1], [2, 0], [2, 2]];
        Assert.Equal([1, 1, 1, 0], Hypervolume.Contributions(points, [3, 3]));
    }

    [Fact]
    public void Points_and_reference_must_have_equally_many_objectives()
    {
        var error = Assert.Throws<ArgumentException>(() => Hypervolume.Of([[1, 2]], [3]));
        Assert.Contains("2 objectives, the reference 1", error.Message, StringComparison.Ordinal);
    }

    internal static double[][] Random(int seed, int count, int objectives) =>
        [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, objectives).Select(j => TrialRandom.For(seed, i).Uniform(j)).ToArray())];

    internal static double[] Filled(int count, double value) => [.. Enumerable.Repeat(value, count)];

    private static double[][] Points(int objectives, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, objectives).Select(j => (i + 1) * (j + 2) * 7919 % 101 / 101.0).ToArray())];

    /// <summary>The volume of a union of boxes as the alternating sum over all subsets of the volume that they share.</summary>
    private static double ByInclusionExclusion(double[][] points, double[] reference)
    {
        var sum = 0.0;
        for (var subset = 1; subset < 1 << points.Length; subset++)
        {
            var volume = 1.0;
            for (var j = 0; j < reference.Length; j++)
            {
                var corner = points.Where((_, i) => (subset >> i & 1) == 1).Max(point => point[j]);
                volume *= Math.Max(0, reference[j] - corner);
            }

            sum += int.PopCount(subset) % 2 == 1 ? volume : -volume;
        }

        return sum;
    }
}
