using System.Runtime.Intrinsics;

namespace Search.Tests.Numerics;

public class LinearAlgebraTests
{
    private static readonly TrialRandom Random = TrialRandom.For(3, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(37)]
    public void The_factor_times_its_transpose_is_the_matrix_and_the_inverse_its_inverse(int n)
    {
        var a = Matrix(n);
        var factor = new CholeskyFactor();
        factor.Append(a);
        var inverse = factor.Inverse();
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(a[i][j], Enumerable.Range(0, j + 1).Sum(k => factor.Row(i)[k] * factor.Row(j)[k]), 1e-12);
                var unit = Enumerable.Range(0, n).Sum(k => At(a, i, k) * At(inverse, k, j));
                Assert.Equal(i == j ? 1 : 0, unit, 1e-10);
            }
        }
    }

    [Fact]
    public void A_factor_that_grew_has_the_bits_of_one_made_at_once()
    {
        var a = Matrix(41);
        var whole = new CholeskyFactor();
        whole.Append(a);
        var grown = new CholeskyFactor();
        grown.Append(a[..18]);
        grown.Append(a[18..30]);
        grown.Shrink(21);
        foreach (var row in a[21..])
            grown.Append([row]);
        for (var i = 0; i < a.Length; i++)
            Assert.Equal(whole.Row(i), grown.Row(i));
    }

    [Fact]
    public void Solutions_fulfil_their_equations_one_by_one_and_four_at_a_time()
    {
        const int N = 23;
        var a = Matrix(N);
        var factor = new CholeskyFactor();
        factor.Append(a);
        var right = Enumerable.Range(0, 4).Select(k => Enumerable.Range(0, 24).Select(i => Random.Uniform(2000 + 100 * k + i)).ToArray()).ToArray();
        var four = Enumerable.Range(0, 4).Select(_ => new double[24]).ToArray();
        factor.SolveLower(right, four);
        for (var k = 0; k < 4; k++)
        {
            var one = new double[24];
            factor.SolveLower(right[k], one);
            Assert.Equal(one, four[k]);
            var solution = new double[24];
            factor.SolveUpper(one, solution);
            for (var i = 0; i < N; i++)
                Assert.Equal(right[k][i], Enumerable.Range(0, N).Sum(j => At(a, i, j) * solution[j]), 1e-11);
        }
    }

    [Fact]
    public void A_repeated_row_does_not_break_the_factor()
    {
        var factor = new CholeskyFactor();
        factor.Append([[1.0], [1.0, 1.0], [1.0, 1.0, 1.0]]);
        Assert.True(double.IsFinite(factor.HalfLogDeterminant()));
    }

    [Fact]
    public void Exponentials_of_four_lanes_agree_with_the_portable_one()
    {
        for (var i = 0; i < 2000; i++)
        {
            var x = -700 * Random.Uniform(i) * Random.Uniform(5000 + i);
            var expected = PortableMath.Exp(x);
            Assert.Equal(1, Lanes.ExpOfNegative(Vector256.Create(x)).GetElement(2) / expected, 1e-14);
        }

        Assert.Equal(1, Lanes.ExpOfNegative(Vector256.Create(0.0)).GetElement(0));
        Assert.InRange(Lanes.ExpOfNegative(Vector256.Create(-1e9)).GetElement(0), 0, 1e-300);
    }

    [Fact]
    public void The_bounded_minimizer_finds_the_bottom_of_rosenbrocks_valley()
    {
        var (point, value) = new BoundedMinimizer([-5, -5], [5, 5]).Minimize(Rosenbrock, [-1.2, 1], 200, 1e-9);
        Assert.Equal(1, point[0], 1e-5);
        Assert.Equal(1, point[1], 1e-5);
        Assert.InRange(value, 0, 1e-10);
    }

    [Fact]
    public void The_bounded_minimizer_stops_at_the_wall_where_the_function_falls_through_it()
    {
        var (point, _) = new BoundedMinimizer([-5, -5], [0.5, 5]).Minimize(Rosenbrock, [9, 9], 200, 1e-9);
        Assert.Equal(0.5, point[0]);
        Assert.Equal(0.25, point[1], 1e-6);
    }

    private static double Rosenbrock(double[] x, double[] gradient)
    {
        var bend = x[1] - x[0] * x[0];
        gradient[0] = -400 * x[0] * bend - 2 * (1 - x[0]);
        gradient[1] = 200 * bend;
        return 100 * bend * bend + (1 - x[0]) * (1 - x[0]);
    }

    /// <summary>The lower rows of a positive definite matrix.</summary>
    private static double[][] Matrix(int n)
    {
        var g = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => Random.Uniform(i * n + j) - 0.5).ToArray()).ToArray();
        return [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, i + 1).Select(j =>
            Enumerable.Range(0, n).Sum(k => g[i][k] * g[j][k]) + (i == j ? 1 : 0)).ToArray())];
    }

    private static double At(double[][] lower, int i, int j) => i >= j ? lower[i][j] : lower[j][i];
}
