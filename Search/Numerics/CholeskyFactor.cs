namespace Search;

/// <summary>
/// The lower triangle L of a positive definite matrix A = L L^T, grown row by row: a factor that was extended has the bits of one
/// computed at once, because row i depends on the rows before it only (Golub and Van Loan, "Matrix Computations", 4th edition,
/// section 4.2). Four rows are made at a time. Cost n^3 / 6 multiplications; a further row n^2 / 2.
/// </summary>
internal sealed class CholeskyFactor
{
    /// <summary>Least pivot as a share of the diagonal: what rounding leaves below it counts as noise on that row.</summary>
    private const double LeastPivot = 1e-11;

    private readonly List<double[]> _rows = [];
    private readonly List<double> _inverseDiagonal = [];

    /// <summary>Number of rows, n.</summary>
    public int Count => _rows.Count;

    /// <summary>Row i of L, (Padded(i + 1)), zeros after the diagonal.</summary>
    public double[] Row(int i) => _rows[i];

    /// <summary>Half the logarithm of the determinant of A: the sum of the logarithms of L's diagonal.</summary>
    public double HalfLogDeterminant()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
            sum -= PortableMath.Log(_inverseDiagonal[i]);
        return sum;
    }

    /// <summary>Forgets the rows from <paramref name="count"/> on.</summary>
    public void Shrink(int count)
    {
        _rows.RemoveRange(count, Count - count);
        _inverseDiagonal.RemoveRange(count, _inverseDiagonal.Count - count);
    }

    /// <summary>Adds the rows of A after those present.</summary>
    /// <param name="rows">Row i of A up to its diagonal at least; longer ones are read to the diagonal.</param>
    public void Append(IReadOnlyList<double[]> rows)
    {
        Span<double> sums = stackalloc double[Lanes.Width];
        for (var done = 0; done < rows.Count; done += Lanes.Width)
        {
            var first = Count;
            var block = Math.Min(Lanes.Width, rows.Count - done);
            var made = new double[Lanes.Width][];
            for (var b = 0; b < Lanes.Width; b++)
                made[b] = b < block ? new double[Lanes.Padded(first + b + 1)] : made[0];
            for (var j = 0; j < first; j++)
            {
                var l = _rows[j];
                if (block == 1)
                    sums[0] = Lanes.Dot(l, made[0], 0, Lanes.Padded(j));
                else
                    Lanes.Dot(l, made[0], made[1], made[2], made[3], 0, Lanes.Padded(j), sums);
                for (var b = 0; b < block; b++)
                    made[b][j] = (rows[done + b][j] - sums[b]) * _inverseDiagonal[j];
            }

            for (var b = 0; b < block; b++)
                Finish(made[b], rows[done + b], first);
        }
    }

    /// <summary>Solves L v = b.</summary>
    /// <param name="b">Right-hand side, at least (n).</param>
    /// <param name="v">The answer, at least (Padded(n)); cleared first.</param>
    public void SolveLower(double[] b, double[] v)
    {
        Array.Clear(v);
        for (var j = 0; j < Count; j++)
            v[j] = (b[j] - Lanes.Dot(_rows[j], v, 0, Lanes.Padded(j))) * _inverseDiagonal[j];
    }

    /// <summary>Solves L v = b for four right-hand sides.</summary>
    /// <param name="b">Four right-hand sides, each at least (n).</param>
    /// <param name="v">The four answers, each at least (Padded(n)); cleared first.</param>
    /// <param name="from">Elements of the right-hand sides before this one are known to be zero.</param>
    public void SolveLower(double[][] b, double[][] v, int from = 0)
    {
        Span<double> sums = stackalloc double[Lanes.Width];
        foreach (var answer in v)
            Array.Clear(answer);
        var start = from & ~(Lanes.Width - 1);
        for (var j = from; j < Count; j++)
        {
            Lanes.Dot(_rows[j], v[0], v[1], v[2], v[3], start, Lanes.Padded(j), sums);
            var inverse = _inverseDiagonal[j];
            for (var k = 0; k < Lanes.Width; k++)
                v[k][j] = (b[k][j] - sums[k]) * inverse;
        }
    }

    /// <summary>Solves L^T w = v.</summary>
    /// <param name="v">Right-hand side, at least (Padded(n)); used up.</param>
    /// <param name="w">The answer, at least (Padded(n)).</param>
    public void SolveUpper(double[] v, double[] w)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            w[i] = v[i] * _inverseDiagonal[i];
            Lanes.AddScaled(v, -w[i], _rows[i], Lanes.Padded(i));
        }
    }

    /// <summary>The lower triangle of A's inverse: row a has elements 0 to a, padded. Cost n^3 / 3.</summary>
    public double[][] Inverse()
    {
        var width = Lanes.Padded(Count);
        // columns[j] = column j of L^-1, zero before j; A^-1 = L^-T L^-1.
        var columns = new double[width][];
        var units = new double[Lanes.Width][];
        for (var j = 0; j < width; j++)
            columns[j] = new double[width];
        for (var k = 0; k < Lanes.Width; k++)
            units[k] = new double[width];
        for (var j = 0; j < Count; j += Lanes.Width)
        {
            for (var k = 0; k < Lanes.Width && j + k < Count; k++)
                units[k][j + k] = 1;
            SolveLower(units, columns[j..(j + Lanes.Width)], j);
            for (var k = 0; k < Lanes.Width && j + k < Count; k++)
                units[k][j + k] = 0;
        }

        Span<double> sums = stackalloc double[Lanes.Width];
        var inverse = new double[Count][];
        for (var a = 0; a < Count; a++)
        {
            var row = inverse[a] = new double[Lanes.Padded(a + 1)];
            var from = a & ~(Lanes.Width - 1);
            for (var b = 0; b <= a; b += Lanes.Width)
            {
                Lanes.Dot(columns[a], columns[b], columns[b + 1], columns[b + 2], columns[b + 3], from, width, sums);
                for (var k = 0; k < Lanes.Width && b + k <= a; k++)
                    row[b + k] = sums[k];
            }
        }

        return inverse;
    }

    private void Finish(double[] made, double[] row, int first)
    {
        var i = Count;
        for (var j = first; j < i; j++)
            made[j] = (row[j] - Lanes.Dot(_rows[j], made, 0, Lanes.Padded(j))) * _inverseDiagonal[j];
        var pivot = row[i] - Lanes.Dot(made, made, 0, Lanes.Padded(i));
        var diagonal = Math.Sqrt(pivot > LeastPivot * row[i] ? pivot : LeastPivot * row[i]);
        made[i] = diagonal;
        _rows.Add(made);
        _inverseDiagonal.Add(1 / diagonal);
    }
}
