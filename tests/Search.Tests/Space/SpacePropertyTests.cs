using System.Text.Json;
using Search.Tests.Support;

namespace Search.Tests.Space;

/// <summary>Properties over random spaces (FsCheck).</summary>
public class SpacePropertyTests
{
    private const int Intervals = 50, Halvings = 25;

    [Fact]
    public void A_printed_space_parses_back_to_itself() => RandomSpaces.Hold(10_000, space =>
    {
        var again = SearchSpace.Parse(space.ToJson().ToJsonString());
        Assert.Equal(space.Parameters, again.Parameters);
        Assert.Equal(space.Constraints, again.Constraints);
        Assert.Equal(space.Starts, again.Starts);
        Assert.Equal(space.ToJson().ToJsonString(), again.ToJson().ToJsonString());
    });

    [Fact]
    public void Every_repaired_point_of_the_cube_decodes_to_a_set_of_the_space() => RandomSpaces.Hold(10_000, space =>
    {
        var cube = new UnitCube(space);
        foreach (var point in Points(cube.Dimension))
        {
            var repaired = cube.Repair(point, TrialRandom.For(3, 0));
            Assert.Null(space.Problem(cube.Decode(repaired)));
            Assert.True(cube.IsFeasible(repaired));
            Assert.Same(repaired, cube.Repair(repaired, TrialRandom.For(4, 0)));
        }
    });

    [Fact]
    public void Every_draw_is_a_point_of_the_space_and_the_start_points_come_first() => RandomSpaces.Hold(10_000, space =>
    {
        var sampler = Samplers.Create("random");
        for (var trial = 0; trial < space.Starts.Count + 3; trial++)
        {
            var parameters = sampler.Suggest(Some.Study(space, [], seed: 9), trial).Parameters;
            Assert.Null(space.Problem(parameters));
            if (trial < space.Starts.Count && space.Constraints.Count == 0)
                Assert.All(parameters.Where(value => space.Starts[trial].ContainsKey(value.Key)), value => Assert.True(Scalar.Same(value.Value, space.Starts[trial][value.Key])));
        }
    });

    [Fact]
    public void Decoding_and_encoding_keep_the_set() => RandomSpaces.Hold(10_000, space =>
    {
        var cube = new UnitCube(space);
        foreach (var point in Points(cube.Dimension))
        {
            var set = cube.Decode(cube.Repair(point, TrialRandom.For(3, 0)));
            var coordinates = cube.Encode(set);
            Assert.Equal(set.Count, coordinates.Count(u => u is >= 0 and <= 1));
            Near(set, cube.Decode(coordinates));
            Assert.Equal(set, space.Canonical(JsonSerializer.Deserialize<ParameterSet>(JsonSerializer.Serialize(set))!));
        }
    });

    [Fact]
    public void A_prior_is_a_distribution_and_draws_follow_it() => RandomSpaces.Hold(300, space =>
    {
        foreach (var axis in new UnitCube(space).Axes.Where(axis => axis.HasPrior && axis.Levels < 500))
        {
            var mass = axis.Levels > 0
                ? Enumerable.Range(0, (int)axis.Levels).Sum(level => Width(axis.Cell(level)) * Math.Exp(axis.LogPrior(axis.Snap(Middle(axis.Cell(level))))))
                : Enumerable.Range(0, Intervals).Sum(i => Mass(axis, axis.Draw((double)i / Intervals), i + 1 < Intervals ? axis.Draw((i + 1.0) / Intervals) : 1, Halvings));
            Assert.Equal(1, mass, axis.Levels > 0 ? 1e-9 : 1e-6);
            double[] draws = [.. Enumerable.Range(0, Intervals).Select(i => axis.Draw((double)i / Intervals))];
            Assert.Equal(draws.Order(), draws);
        }

        static double Width((double Low, double High) cell) => cell.High - cell.Low;
        static double Middle((double Low, double High) cell) => (cell.Low + cell.High) / 2;
    });

    // Simpson's rule, halving where the halves disagree: a hunch may be far narrower than its axis. Starting between quantiles, no peak is missed.
    private static double Mass(UnitAxis axis, double low, double high, int halvings)
    {
        var middle = (low + high) / 2;
        var (left, right) = (Simpson(low, middle), Simpson(middle, high));
        return halvings == 0 || Math.Abs(left + right - Simpson(low, high)) < 1e-10
            ? left + right
            : Mass(axis, low, middle, halvings - 1) + Mass(axis, middle, high, halvings - 1);

        double Simpson(double from, double to) => (to - from) / 6 * (Density(from) + 4 * Density((from + to) / 2) + Density(to));
        double Density(double u) => Math.Exp(axis.LogPrior(u));
    }

    [Fact]
    public void Cells_of_a_discrete_axis_tile_the_interval_and_hold_their_level() => RandomSpaces.Hold(300, space =>
    {
        foreach (var axis in new UnitCube(space).Axes.Where(axis => axis.Levels is > 0 and < 200))
        {
            Assert.Equal(0, axis.Cell(0).Low, 12);
            Assert.Equal(1, axis.Cell(axis.Levels - 1).High, 12);
            for (var level = 0L; level < axis.Levels; level++)
            {
                var (low, high) = axis.Cell(level);
                Assert.True(low < high);
                Assert.Equal(level, axis.LevelOf((low + high) / 2));
            }
        }
    });

    private static IEnumerable<double[]> Points(int dimension)
    {
        yield return new double[dimension];
        yield return [.. Enumerable.Repeat(1.0, dimension)];
        for (var i = 0; i < 5; i++)
            yield return [.. Enumerable.Range(0, dimension).Select(j => TrialRandom.For(17, i).Uniform(j))];
    }

    /// <summary>Equal, but a real on a continuous scale may move by rounding.</summary>
    private static void Near(ParameterSet expected, ParameterSet actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, value) in expected)
        {
            if (value is double real)
                Assert.Equal(real, (double)actual[name], Math.Max(1, Math.Abs(real)) * 1e-12);
            else
                Assert.Equal(value, actual[name]);
        }
    }
}
