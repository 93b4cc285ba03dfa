namespace Search.Tests.Multiobjective;

public class NondominatedSortTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_fronts_are_those_of_peeling_by_comparing_all_pairs(int objectives)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            // Few distinct levels, so that equal objectives and equal points occur.
            double[][] points = [.. HypervolumeTests.Random(seed, 60, objectives).Select(point => Array.ConvertAll(point, v => Math.Floor(v * 6)))];
            double[] violations = [.. Enumerable.Range(0, 60).Select(i => seed % 2 == 0 ? 0 : Math.Floor(TrialRandom.For(seed, i).Stream("v").Uniform(0) * 3))];
            var expected = Peel(points, violations);
            Assert.Equal(expected, NondominatedSort.Fronts(points, violations));
        }
    }

    [Fact]
    public void Members_of_a_front_do_not_dominate_each_other_and_each_later_one_is_dominated_from_the_front_before()
    {
        var points = HypervolumeTests.Random(3, 300, 3);
        var fronts = NondominatedSort.Fronts(points);
        Assert.Equal(Enumerable.Range(0, 300), fronts.SelectMany(front => front).Order());
        for (var k = 0; k < fronts.Count; k++)
        {
            Assert.All(fronts[k], i => Assert.DoesNotContain(fronts[k], j => Domination.Dominates(points[j], points[i])));
            if (k > 0)
                Assert.All(fronts[k], i => Assert.Contains(fronts[k - 1], j => Domination.Dominates(points[j], points[i])));
        }
    }

    [Fact]
    public void The_feasible_come_first_and_a_violation_that_is_not_a_number_last()
    {
        double[][] points = [[0, 0], [5, 5], [1, 1], [0, 0], [9, 9]];
        Assert.Equal([[1], [4], [2], [0], [3]], NondominatedSort.Fronts(points, [2, 0, 1, double.NaN, 0]));
    }

    [Fact]
    public void Domination_needs_one_better_objective_and_none_worse()
    {
        Assert.True(Domination.Dominates([1, 2], [1, 3]));
        Assert.False(Domination.Dominates([1, 2], [1, 2]));
        Assert.False(Domination.Dominates([1, 4], [2, 3]));
        Assert.True(Domination.Dominates([9, 9], 0, [1, 1], 0.1));
        Assert.False(Domination.Dominates([1, 1], 0.1, [9, 9], 0.1));
    }

    /// <summary>The values of DEAP's and pymoo's definition (Deb 2002): ends infinite, inner points by the gap between their neighbours.</summary>
    [Fact]
    public void Crowding_distance_is_the_gap_between_the_neighbours()
    {
        double[][] front = [[0, 10], [1, 6], [4, 2], [10, 0]];
        Assert.Equal([double.PositiveInfinity, 4 / 10.0 + 8 / 10.0, 9 / 10.0 + 6 / 10.0, double.PositiveInfinity], CrowdingDistance.Of(front));
        Assert.Equal([double.PositiveInfinity, double.PositiveInfinity, 0], CrowdingDistance.Of([[0, 1], [1, 0], [1, 0]]));
        Assert.Empty(CrowdingDistance.Of([]));
    }

    private static List<int[]> Peel(double[][] points, double[] violations)
    {
        var left = Enumerable.Range(0, points.Length).ToList();
        var fronts = new List<int[]>();
        while (left.Count > 0)
        {
            int[] front = [.. left.Where(i => !left.Exists(j => Domination.Dominates(points[j], violations[j], points[i], violations[i])))];
            fronts.Add(front);
            left.RemoveAll(i => front.Contains(i));
        }

        return fronts;
    }
}
