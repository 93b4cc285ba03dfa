namespace Training.Core.Data;

/// <summary>
/// Random numbers without state: number <c>i</c> of a stream is a function of (seed, stream, i), so nothing needs saving and any
/// order of use gives the same numbers on every machine. The function is SplitMix64 (Steele, Lea, Flood 2014) entered at step i.
/// </summary>
public readonly record struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong _key;

    private CounterRandom(ulong key) => _key = key;

    /// <summary>The numbers of one purpose (<paramref name="stream"/>) under one seed.</summary>
    public static CounterRandom For(long seed, long stream) =>
        new(Mix(Mix(unchecked((ulong)seed + Golden)) ^ unchecked((ulong)stream * 0xD1342543DE82EF95)));

    /// <summary>The stream of one item of this one, such as one image of a data set.</summary>
    public CounterRandom Child(long item) => new(Mix(_key ^ Mix(unchecked((ulong)item + Golden))));

    /// <summary>What the stream's numbers are a function of, beside their index.</summary>
    internal ulong Key => _key;

    /// <summary>64 uniform bits.</summary>
    public ulong Bits(long index) => Mix(unchecked(_key + ((ulong)index * Golden)));

    /// <summary>A multiple of 2^-53 in [0, 1).</summary>
    public double Uniform(long index) => (Bits(index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, bound); the bias is below bound / 2^64.</summary>
    public int Below(long index, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Bits(index), (ulong)bound, out _);
    }

    /// <summary>The numbers 0 to count - 1 in random order: Fisher and Yates from the end, draws 0 to count - 2.</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        for (var i = count - 1; i > 0; i--)
        {
            var other = Below(count - 1 - i, i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
