namespace Search;

/// <summary>
/// The Sobol sequence in [0, 1)^d: points of which every 2^m first ones fill the cube more evenly than chance would. Digits and Gray
/// code order as in I. A. Antonov, V. M. Saleev, USSR Comput. Math. Math. Phys. 19, 1979; direction numbers of Joe and Kuo 2008
/// (<see cref="SobolTable"/>). Scrambled by a random lower triangular matrix over the digits of each coordinate and a digital shift
/// (J. Matousek, "On the L2-discrepancy for anchored boxes", J. Complexity 14, 1998, section 4), which keeps the evenness and makes each
/// point uniform. Coordinates above the table's 160 are plain random numbers. Cost: 32 d random words to set up, O(d) a point.
/// </summary>
internal sealed class SobolSequence
{
    /// <summary>Most coordinates that are quasi-random.</summary>
    public const int LargestDimension = 160;

    private const int IndexBits = 32, Digits = 53;
    private const double Unit = 1.0 / (1L << Digits);

    private readonly ulong[][] _directions;
    private readonly ulong[] _shifts;
    private readonly TrialRandom _beyond;

    /// <param name="dimension">Coordinates a point, d, at least 0.</param>
    /// <param name="scramble">Random numbers of the scrambling; null for the published sequence itself.</param>
    public SobolSequence(int dimension, TrialRandom? scramble)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimension);
        Dimension = dimension;
        _beyond = (scramble ?? TrialRandom.For(0, 0)).Stream("beyond");
        var inTable = Math.Min(dimension, LargestDimension);
        _directions = new ulong[inTable][];
        _shifts = new ulong[inTable];
        for (var j = 0; j < inTable; j++)
        {
            _directions[j] = Directions(j);
            if (scramble is not { } random)
                continue;
            Scramble(_directions[j], random.Stream("matrix"), j * IndexBits);
            _shifts[j] = random.Stream("shift").Bits(j) >> (64 - Digits);
        }
    }

    /// <summary>Coordinates a point, d.</summary>
    public int Dimension { get; }

    /// <summary>Point <paramref name="index"/> (0-based) of the sequence, d coordinates, multiples of 2^-53.</summary>
    public double[] Point(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var point = new double[Dimension];
        var gray = (uint)index ^ ((uint)index >> 1);
        for (var j = 0; j < _directions.Length; j++)
        {
            var digits = _shifts[j];
            var directions = _directions[j];
            for (var (rest, k) = (gray, 0); rest != 0; rest >>= 1, k++)
                digits ^= (rest & 1) == 0 ? 0 : directions[k];
            point[j] = digits * Unit;
        }

        for (var j = _directions.Length; j < Dimension; j++)
            point[j] = _beyond.Stream(FormattableString.Invariant($"{j}")).Uniform(index);
        return point;
    }

    /// <summary>Direction numbers (32) of coordinate <paramref name="j"/>, binary fractions of 53 digits: equations 2 and 3 of Joe and Kuo 2008.</summary>
    private static ulong[] Directions(int j)
    {
        var directions = new ulong[IndexBits];
        if (j == 0)
        {
            for (var k = 0; k < IndexBits; k++)
                directions[k] = 1UL << (Digits - 1 - k);
            return directions;
        }

        var row = SobolTable.Rows[j - 1];
        var degree = row.Length - 1;
        for (var k = 0; k < IndexBits; k++)
        {
            if (k < degree)
            {
                directions[k] = (ulong)row[k + 1] << (Digits - 1 - k);
                continue;
            }

            directions[k] = directions[k - degree] ^ (directions[k - degree] >> degree);
            for (var i = 1; i < degree; i++)
                directions[k] ^= ((row[0] >> (degree - i)) & 1) == 0 ? 0 : directions[k - i];
        }

        return directions;
    }

    /// <summary>Multiplies each direction number by one random lower triangular bit matrix with ones on its diagonal.</summary>
    private static void Scramble(ulong[] directions, TrialRandom random, int firstDraw)
    {
        // Column k: where digit k + 1 of the coordinate goes, itself and at random every finer digit. Finer input digits than 32 do not occur.
        var columns = new ulong[IndexBits];
        for (var k = 0; k < IndexBits; k++)
        {
            var itself = 1UL << (Digits - 1 - k);
            columns[k] = itself | (random.Bits(firstDraw + k) & (itself - 1));
        }

        for (var d = 0; d < directions.Length; d++)
        {
            var scrambled = 0UL;
            for (var k = 0; k < IndexBits; k++)
                scrambled ^= (directions[d] >> (Digits - 1 - k) & 1) == 0 ? 0 : columns[k];
            directions[d] = scrambled;
        }
    }
}
