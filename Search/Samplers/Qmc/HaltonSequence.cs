using System.Globalization;

namespace Search;

/// <summary>
/// The Halton sequence in [0, 1)^d: coordinate j is the index written in the j-th prime base, its digits behind the point in reverse.
/// J. H. Halton, Numer. Math. 2, 1960. Scrambled by an independent random permutation of the digits at each place: A. B. Owen,
/// "A randomized Halton algorithm in R", arXiv 1706.02808, 2017, which undoes the striping of large bases. Cost of a point:
/// O(d log n) unscrambled, O(b log n) draws a coordinate of base b scrambled.
/// </summary>
internal sealed class HaltonSequence
{
    /// <summary>No coordinate is finer than this.</summary>
    private const double Finest = 1.0 / (1L << 53);

    private readonly TrialRandom[]? _streams;
    private readonly int[] _bases;

    /// <param name="dimension">Coordinates a point, d, at least 0.</param>
    /// <param name="scramble">Random numbers of the scrambling; null for the published sequence itself.</param>
    public HaltonSequence(int dimension, TrialRandom? scramble)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimension);
        _bases = Primes(dimension);
        _streams = scramble is { } random
            ? [.. _bases.Select(prime => random.Stream(string.Create(CultureInfo.InvariantCulture, $"base {prime}")))]
            : null;
    }

    /// <summary>Point <paramref name="index"/> (0-based) of the sequence, d coordinates.</summary>
    public double[] Point(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var point = new double[_bases.Length];
        for (var j = 0; j < point.Length; j++)
            point[j] = _streams is null ? Reversed(index, _bases[j]) : Scrambled(index, _bases[j], _streams[j]);
        return point;
    }

    private static double Reversed(int index, int radix)
    {
        var (coordinate, weight) = (0.0, 1.0);
        for (var rest = index; rest > 0; rest /= radix)
        {
            weight /= radix;
            coordinate += rest % radix * weight;
        }

        return coordinate;
    }

    /// <summary>As <see cref="Reversed"/>, but every digit, also the zeros before the first, goes through the permutation of its place.</summary>
    private static double Scrambled(int index, int radix, TrialRandom random)
    {
        var (coordinate, weight, rest) = (0.0, 1.0, index);
        Span<int> permutation = new int[radix];
        for (var firstDraw = 0; weight > Finest; rest /= radix, firstDraw += radix)
        {
            weight /= radix;
            coordinate += Permuted(rest % radix, permutation, random, firstDraw) * weight;
        }

        return Math.Min(coordinate, 1 - Finest);
    }

    /// <summary>Where a random permutation puts <paramref name="digit"/>: shuffled from the front, only as far as that digit (Fisher and Yates; Durstenfeld 1964).</summary>
    private static int Permuted(int digit, Span<int> permutation, TrialRandom random, int firstDraw)
    {
        for (var i = 0; i < permutation.Length; i++)
            permutation[i] = i;
        for (var i = 0; i <= digit; i++)
        {
            var other = i + random.Below(firstDraw + i, permutation.Length - i);
            (permutation[i], permutation[other]) = (permutation[other], permutation[i]);
        }

        return permutation[digit];
    }

    private static int[] Primes(int count)
    {
        var primes = new List<int>(count);
        for (var candidate = 2; primes.Count < count; candidate++)
        {
            if (primes.TrueForAll(prime => candidate % prime != 0))
                primes.Add(candidate);
        }

        return [.. primes];
    }
}
