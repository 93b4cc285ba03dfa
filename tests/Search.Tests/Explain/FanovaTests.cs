using System.Globalization;
using Search.Tests.Support;

namespace Search.Tests.Explaining;

public class FanovaTests
{
    [Fact]
    public void The_variances_of_a_tree_are_those_of_adding_up_every_cell()
    {
        var space = new SearchSpace([new FloatParameter("x", 0, 1), new CategoricalParameter("c", ["p", "q", "r", "s", "t"]), new IntParameter("n", 1, 9)]);
        var cube = new UnitCube(space);
        double[][] points = [.. Enumerable.Range(0, 60).Select(i => cube.Encode(cube.Decode(RandomSampler.Draw(cube, 5, i))))];
        var table = new ForestTable(cube, points, [.. points.Select(p => p[0] * p[2] + ((int)(p[1] * 5) % 2 == 0 ? p[0] : 0))]);
        foreach (var tree in RandomForest.Grow(table, new ForestOptions(4, 1, 2), TrialRandom.For(1, 1)).Trees)
        {
            var partition = new TreePartition(tree, cube);
            var cells = Cells(partition).ToArray();
            var value = cells.ToDictionary(cell => cell.At, cell => tree.Leaf([Middle(partition, 0, cell.At.I), Middle(partition, 1, cell.At.J), Middle(partition, 2, cell.At.K)]).Mean);
            var mean = cells.Sum(cell => cell.Volume * value[cell.At]);
            Assert.Equal(mean, partition.Mean, 12);
            Assert.Equal(cells.Sum(cell => cell.Volume * Square(value[cell.At] - mean)), partition.Variance, 12);
            Assert.Equal(ByGroup(cell => cell.I), partition.VarianceOf(0), 12);
            Assert.Equal(ByGroup(cell => cell.J), partition.VarianceOf(1), 12);
            Assert.Equal(ByGroup(cell => (cell.I, cell.J)), partition.VarianceOf(0, 1), 12);
            Assert.Equal(ByGroup(cell => (cell.I, cell.K)), partition.VarianceOf(0, 2), 12);

            double ByGroup<T>(Func<(int I, int J, int K), T> key) => cells.GroupBy(cell => key(cell.At)).Sum(group =>
            {
                var volume = group.Sum(cell => cell.Volume);
                return volume * Square(group.Sum(cell => cell.Volume * value[cell.At]) / volume - mean);
            });
        }
    }

    [Fact]
    public void An_additive_function_has_the_squares_of_its_slopes_as_shares()
    {
        // f = 3 a + 2 b + c on [0, 1]^4: variances 9/12, 4/12, 1/12, 0 and no interaction.
        var explanation = Explain(4, 600, x => 3 * x[0] + 2 * x[1] + x[2]);
        AssertShares(explanation, 0.04, 9 / 14.0, 4 / 14.0, 1 / 14.0, 0);
        Assert.All(explanation.Pairs, pair => Assert.InRange(pair.Share, 0, 0.04));
    }

    [Fact]
    public void A_product_of_two_has_three_sevenths_each_and_one_seventh_together()
    {
        // f = a b: V = 1/9 - 1/16 = 7/144, V_a = V_b = 1/48, V_ab = 1/144.
        var explanation = Explain(3, 1000, x => x[0] * x[1]);
        AssertShares(explanation, 0.04, 3 / 7.0, 3 / 7.0, 0);
        Assert.Equal(("x0", "x1"), (explanation.Pairs[0].First, explanation.Pairs[0].Second));
        Assert.InRange(explanation.Pairs[0].Share, 1 / 7.0 - 0.04, 1 / 7.0 + 0.04);
        Assert.InRange(explanation.Pairs[1].Share, 0, 0.04);
    }

    /// <summary>
    /// The Ishigami function with a = 7, b = 0.1. Shares of optuna 4.9.0's FanovaImportanceEvaluator (seeds 0 and 1, scikit-learn 1.2.1) for the
    /// same 2,000 points: 0.289, 0.336, 0.008. Both forests smooth the second sine: its true share is 0.442 (and 0.314, 0, and 0.244 for the pair;
    /// Saltelli et al., "Sensitivity Analysis", 2000).
    /// </summary>
    [Fact]
    public void The_ishigami_function_is_explained_as_optuna_explains_it()
    {
        var explanation = Explain(3, 2000, x =>
        {
            double[] t = [.. x.Select(u => Math.PI * (2 * u - 1))];
            return Math.Sin(t[0]) + 7 * Math.Pow(Math.Sin(t[1]), 2) + 0.1 * Math.Pow(t[2], 4) * Math.Sin(t[0]);
        });
        AssertShares(explanation, 0.03, 0.289, 0.336, 0.008);
        Assert.Equal(("x0", "x2"), (explanation.Pairs[0].First, explanation.Pairs[0].Second));
        Assert.InRange(explanation.Pairs[0].Share, 0.2437 - 0.05, 0.2437 + 0.05);
    }

    internal static Explanation Explain(int dimension, int count, Func<double[], double> value, ExplainOptions? options = null)
    {
        var space = new SearchSpace(Enumerable.Range(0, dimension).Select(j => new FloatParameter(string.Create(CultureInfo.InvariantCulture, $"x{j}"), 0, 1)));
        var cube = new UnitCube(space);
        return Explanation.Of(Some.Study(space, Enumerable.Range(0, count).Select(i =>
        {
            var point = RandomSampler.Draw(cube, 11, i);
            return Some.Completed(i, cube.Decode(point), value(point));
        })), options: options);
    }

    private static void AssertShares(Explanation explanation, double tolerance, params double[] expected)
    {
        for (var j = 0; j < expected.Length; j++)
        {
            var found = explanation.Importance.Single(entry => string.Equals(entry.Name, string.Create(CultureInfo.InvariantCulture, $"x{j}"), StringComparison.Ordinal));
            Assert.InRange(found.Share, expected[j] - tolerance, expected[j] + tolerance);
        }
    }

    private static IEnumerable<((int I, int J, int K) At, double Volume)> Cells(TreePartition partition) =>
        from i in Enumerable.Range(0, partition.Cells(0).Widths.Length)
        from j in Enumerable.Range(0, partition.Cells(1).Widths.Length)
        from k in Enumerable.Range(0, partition.Cells(2).Widths.Length)
        select ((i, j, k), partition.Cells(0).Widths[i] * partition.Cells(1).Widths[j] * partition.Cells(2).Widths[k]);

    private static double Middle(TreePartition partition, int axis, int cell) => partition.Cells(axis).Widths[..cell].Sum() + partition.Cells(axis).Widths[cell] / 2;

    private static double Square(double x) => x * x;
}
