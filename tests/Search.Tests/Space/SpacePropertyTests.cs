using System.Text.Json;
using Search.Tests.Support;

namespace Search.Tests.Space;

/// <summary>Properties over random spaces (FsCheck).</summary>
public class SpacePropertyTests
{
    [Fact]
    public void A_printed_space_parses_back_to_itself() => RandomSpaces.Hold(1000, space =>
    {
        var again = SearchSpace.Parse(space.ToJson().ToJsonString());
        Assert.Equal(space.Parameters, again.Parameters);
        Assert.Equal(space.ToJson().ToJsonString(), again.ToJson().ToJsonString());
    });

    [Fact]
    public void Every_point_of_the_cube_decodes_to_a_set_of_the_space() => RandomSpaces.Hold(1000, space =>
    {
        var cube = new UnitCube(space);
        foreach (var point in Points(cube.Dimension))
            Assert.Null(space.Problem(cube.Decode(point)));
    });

    [Fact]
    public void Decoding_and_encoding_keep_the_set() => RandomSpaces.Hold(1000, space =>
    {
        var cube = new UnitCube(space);
        foreach (var point in Points(cube.Dimension))
        {
            var set = cube.Decode(point);
            var coordinates = cube.Encode(set);
            Assert.Equal(set.Count, coordinates.Count(u => u is >= 0 and <= 1));
            Near(set, cube.Decode(coordinates));
            Assert.Equal(set, space.Canonical(JsonSerializer.Deserialize<ParameterSet>(JsonSerializer.Serialize(set))!));
        }
    });

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
