using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Models;
using Xunit;

namespace Training.Core.Tests.Metrics;

public sealed class FrechetDistanceTests
{
    [Fact]
    public void Jacobi_rebuilds_a_matrix_from_orthonormal_vectors()
    {
        const int n = 12;
        var numbers = RandomNumbers.Normal(CounterRandom.For(3, 3), n * n, 1);
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                matrix[i, j] = numbers[(i * n) + j] + numbers[(j * n) + i];
        }

        var (values, vectors) = SymmetricEigen.Of(matrix);

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                Assert.Equal(matrix[i, j], Enumerable.Range(0, n).Sum(k => vectors[i, k] * values[k] * vectors[j, k]), 1e-10);
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, n).Sum(k => vectors[k, i] * vectors[k, j]), 1e-10);
            }
        }
    }

    [Fact]
    public void Equal_sets_are_at_no_distance_and_a_shift_of_all_features_is_its_square()
    {
        var samples = RandomNumbers.Normal(CounterRandom.For(4, 4), 500 * 20, 1);

        Assert.Equal(0, Distance(samples, samples), 1e-9);
        Assert.True(Distance(samples, Array.ConvertAll(samples, value => value + 1)) > 0.1);
        var (near, far) = (Distance(samples, Array.ConvertAll(samples, value => 1.1f * value)), Distance(samples, Array.ConvertAll(samples, value => 2 * value)));
        Assert.True(far > near && near > 0);
        Assert.Equal(Distance(samples, Array.ConvertAll(samples, value => 2 * value)), Distance(Array.ConvertAll(samples, value => 2 * value), samples), 1e-9);
    }

    [Fact]
    public void A_set_twice_as_large_is_at_the_distance_of_the_closed_form()
    {
        // Features are positively homogeneous: doubling samples doubles means and quadruples covariances, so the distance is |m|² + tr(A).
        var samples = RandomNumbers.Normal(CounterRandom.For(5, 5), 400 * 10, 1);
        var zero = new float[samples.Length];

        Assert.Equal(Distance(samples, zero), Distance(samples, Array.ConvertAll(samples, value => 2 * value)), 1e-8);
    }

    private static double Distance(float[] real, float[] made)
    {
        var distance = new FrechetDistance(real.Length >= 10_000 ? 20 : 10);
        distance.AddReal(real);
        distance.AddMade(made);
        return distance.Value();
    }
}
