namespace Training.Core.Metrics;

/// <summary>Eigenvalues and vectors of a real symmetric matrix by Jacobi's cyclic rotations (Golub and Van Loan, section 8.5); in a fixed order of operations.</summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 50;
    private const double Tolerance = 1e-24; // of the squares off the diagonal to all

    /// <summary>Values in no order, and vectors as the columns of a matrix. Only the symmetric part of the input counts.</summary>
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (a, v) = (new double[n, n], new double[n, n]);
        var total = 0.0;
        for (var i = 0; i < n; i++)
        {
            v[i, i] = 1;
            for (var j = 0; j < n; j++)
            {
                a[i, j] = (matrix[i, j] + matrix[j, i]) / 2;
                total += a[i, j] * a[i, j];
            }
        }

        for (var sweep = 0; sweep < MostSweeps && Off(a) > Tolerance * total; sweep++)
        {
            for (var p = 0; p < n - 1; p++)
            {
                for (var q = p + 1; q < n; q++)
                    Rotate(a, v, p, q);
            }
        }

        return ([.. Enumerable.Range(0, n).Select(i => a[i, i])], v);
    }

    private static double Off(double[,] a)
    {
        var sum = 0.0;
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < i; j++)
                sum += 2 * a[i, j] * a[i, j];
        }

        return sum;
    }

    private static void Rotate(double[,] a, double[,] v, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        var tau = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + (tau * tau)));
        var c = 1 / Math.Sqrt(1 + (t * t));
        var s = t * c;
        for (var k = 0; k < a.GetLength(0); k++)
            (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
        for (var k = 0; k < a.GetLength(0); k++)
        {
            (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
            (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
        }
    }
}
