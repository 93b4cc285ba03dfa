namespace Search.Tests.Numerics;

public class SymmetricEigenTests
{
    [Fact]
    public void Eigenvalues_agree_with_the_reference()
    {
        // numpy 1.24.2, numpy.linalg.eigvalsh, of a small matrix and of the Hilbert matrix of order 6 (condition 1.5e7).
        Check(new[,] { { 4, 1, 0.5 }, { 1, 3, -0.25 }, { 0.5, -0.25, 1 } }, [0.83135896, 2.52622433, 4.64241671], 1e-8);
        Check(Hilbert(6), [1.0827994844683569e-07, 1.2570757122623588e-05, 0.0006157483541826077, 0.016321521319875697, 0.2423608705752093, 1.6188998589243386], 1e-14);

        static void Check(double[,] matrix, double[] expected, double tolerance)
        {
            foreach (var (value, reference) in SymmetricEigen.Of(matrix).Values.Order().Zip(expected))
                Assert.Equal(reference, value, tolerance);
        }
    }

    [Fact]
    public void The_decomposition_gives_the_matrix_back_and_its_vectors_are_orthonormal()
    {
        const int N = 12;
        var matrix = Hilbert(N);
        for (var i = 0; i < N; i++)
            matrix[i, i] += i % 3 - 1;
        var (values, v) = SymmetricEigen.Of(matrix);
        for (var i = 0; i < N; i++)
        {
            for (var j = 0; j < N; j++)
            {
                Assert.Equal(matrix[i, j], Enumerable.Range(0, N).Sum(k => v[i, k] * values[k] * v[j, k]), 1e-13);
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, N).Sum(k => v[k, i] * v[k, j]), 1e-13);
            }
        }
    }

    private static double[,] Hilbert(int n)
    {
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                matrix[i, j] = 1.0 / (i + j + 1);
        }

        return matrix;
    }
}
