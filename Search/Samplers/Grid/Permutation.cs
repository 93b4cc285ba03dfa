using System.Globalization;

namespace Search;

/// <summary>
/// A random permutation that need not be stored: a Feistel network over a power of four, walked until it lands inside. Black and Rogaway,
/// "Ciphers with arbitrary finite domains", CT-RSA 2002. Cost O(1) an element, at most four walks on average.
/// </summary>
internal static class Permutation
{
    private const int Rounds = 6;

    /// <summary>Where a random permutation of 0 ... size - 1 puts <paramref name="index"/>.</summary>
    public static long At(long index, long size, TrialRandom random)
    {
        // Two halves of so many bits that together they number at least the points, and fewer than four times as many.
        var bits = 1;
        while (bits < 31 && 1L << (2 * bits) < size)
            bits++;
        var mask = (1L << bits) - 1;
        do
        {
            var (left, right) = (index >> bits, index & mask);
            for (var round = 0; round < Rounds; round++)
                (left, right) = (right, left ^ (long)random.Stream(string.Create(CultureInfo.InvariantCulture, $"round {round}")).Bits((int)right) & mask);
            index = left << bits | right;
        }
        while (index >= size);
        return index;
    }
}
