using Search.Tests.Support;

namespace Search.Tests.Trees;

public class RandomForestTests
{
    private static readonly SearchSpace Square = new([new FloatParameter("x", 0, 1), new FloatParameter("y", 0, 1)]);

    [Fact]
    public void A_tree_of_single_rows_returns_what_it_saw()
    {
        var (table, _) = Table(Square, 100, point => point[0] * 3 - point[1]);
        var forest = Grow(table, trees: 5, leaf: 1);
        for (var t = 0; t < 5; t++)
        {
            foreach (var i in Enumerable.Range(0, 100).Where(i => forest.Weights[t][i] > 0))
                Assert.Equal(table.Targets[i], forest.Trees[t].Leaf(table.Points[i]).Mean, 12);
        }
    }

    [Fact]
    public void It_learns_a_smooth_function()
    {
        var (table, _) = Table(Square, 800, point => Math.Sin(6 * point[0]) + point[1]);
        var forest = Grow(table, trees: 40, leaf: 2);
        var errors = Enumerable.Range(0, 200).Select(i =>
        {
            var point = RandomSampler.Draw(table.Cube, 99, i);
            return Math.Abs(forest.Predict(point).Mean - Math.Sin(6 * point[0]) - point[1]);
        }).Order().ToArray();
        Assert.InRange(errors[100], 0, 0.06);
    }

    [Fact]
    public void It_is_less_sure_where_it_has_seen_nothing()
    {
        var cube = new UnitCube(Square);
        double[][] points = [.. Enumerable.Range(0, 200).Select(i => RandomSampler.Draw(cube, 3, i)).Select(p => new[] { p[0] < 0.5 ? p[0] : 0.4 + 0.6 * p[0], p[1] }).Where(p => p[0] is < 0.5 or > 0.9)];
        var forest = Grow(new ForestTable(cube, points, [.. points.Select(p => 10 * p[0])]), 40, 2);
        Assert.True(forest.Predict([0.8, 0.5]).Variance > 10 * forest.Predict([0.25, 0.5]).Variance);
    }

    [Fact]
    public void The_mean_and_variance_of_a_prediction_are_those_of_the_mixture_of_the_leaves()
    {
        var (table, _) = Table(Square, 60, point => point[0] * point[1]);
        var forest = Grow(table, 7, 4);
        double[] point = [0.3, 0.6];
        var leaves = forest.Trees.Select(tree => tree.Leaf(point)).ToArray();
        var mean = leaves.Average(leaf => leaf.Mean);
        Assert.Equal(mean, forest.Predict(point).Mean, 12);
        Assert.Equal(leaves.Average(leaf => leaf.Variance + leaf.Mean * leaf.Mean) - mean * mean, forest.Predict(point).Variance, 12);
    }

    [Fact]
    public void The_best_subset_of_choices_is_found()
    {
        // Levels 0, 2 and 4 give 0, the others 1: one split is enough.
        var space = new SearchSpace([new CategoricalParameter("c", ["a", "b", "c", "d", "e"])]);
        var (table, _) = Table(space, 60, point => (int)(point[0] * 5) % 2);
        var tree = Grow(table, 1, 1).Trees[0];
        Assert.Equal(3, tree.Nodes.Count);
        Assert.Equal([true, false, true, false, true], tree.Nodes[0].Split!.Left!);
    }

    [Fact]
    public void A_conditional_parameter_is_only_asked_about_where_it_exists()
    {
        var (table, cube) = Table(Some.MixedSpace, 400, point => (double.IsNaN(point[6]) ? 0 : Math.Abs(point[6] - 0.5)) + (double.IsNaN(point[9]) ? 0 : point[9]));
        var forest = Grow(table, 10, 1);
        var asked = 0;
        foreach (var (tree, weights) in forest.Trees.Zip(forest.Weights))
        {
            foreach (var row in Enumerable.Range(0, table.Count).Where(i => weights[i] > 0))
            {
                for (var node = tree.Nodes[0]; node.Split is { } split;)
                {
                    Assert.False(double.IsNaN(table.Points[row][split.Axis]), $"{cube.Axes[split.Axis].Parameter.Name} is asked for row {row}");
                    asked += cube.Axes[split.Axis].Parameter.Condition is null ? 0 : 1;
                    var left = split.Left?[table.Levels[split.Axis][row]] ?? table.Points[row][split.Axis] < split.Threshold;
                    node = tree.Nodes[left ? node.LeftChild : node.RightChild];
                }
            }
        }

        Assert.True(asked > 100);
    }

    [Fact]
    public void Leaves_hold_at_least_the_rows_asked_for()
    {
        var (table, _) = Table(Square, 200, point => point[0]);
        var tree = Grow(table, 1, 10).Trees[0];
        var weights = Grow(table, 1, 10).Weights[0];
        var counts = Enumerable.Range(0, 200).GroupBy(i => tree.Leaf(table.Points[i])).Select(group => group.Sum(i => weights[i]));
        Assert.All(counts, count => Assert.True(count >= 10));
    }

    private static RandomForest Grow(ForestTable table, int trees, int leaf) =>
        RandomForest.Grow(table, new ForestOptions(trees, 0.8, leaf), TrialRandom.For(1, 0).Stream("test"));

    private static (ForestTable Table, UnitCube Cube) Table(SearchSpace space, int count, Func<double[], double> value)
    {
        var cube = new UnitCube(space);
        double[][] points = [.. Enumerable.Range(0, count).Select(i => cube.Encode(cube.Decode(RandomSampler.Draw(cube, 7, i))))];
        return (new ForestTable(cube, points, [.. points.Select(value)]), cube);
    }
}
