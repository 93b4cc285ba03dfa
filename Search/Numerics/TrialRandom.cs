namespace Search;

/// <summary>
/// The random numbers of one trial: a function of (sweep seed, trial number, stream, index) and of nothing else, so there is no
/// generator state to save and no order of calls to keep. The same on every machine, culture and instruction set.
/// </summary>
/// <remarks>Philox4x32-10 with the seed as key and (index, trial number, stream) as counter; see <see cref="Philox"/>.</remarks>
public readonly record struct TrialRandom
{
    private const double TwoToMinus53 = 1.0 / (1L << 53);
    private readonly ulong _seed;
    private readonly uint _trial;
    private readonly ulong _stream;

    private TrialRandom(ulong seed, uint trial, ulong stream)
    {
        _seed = seed;
        _trial = trial;
        _stream = stream;
    }

    /// <summary>The random numbers of trial <paramref name="trialNumber"/> of the sweep with this seed.</summary>
    public static TrialRandom For(long sweepSeed, int trialNumber) => new(unchecked((ulong)sweepSeed), unchecked((uint)trialNumber), 0);

    /// <summary>
    /// An independent stream of the same trial under a name, such as a parameter's: what one stream draws never moves another,
    /// so that adding a parameter leaves the draws of the others alone. Streams nest.
    /// </summary>
    public TrialRandom Stream(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        unchecked
        {
            // FNV-1a over UTF-16 code units: stable across processes, unlike string.GetHashCode.
            var hash = 14695981039346656037UL ^ _stream;
            foreach (var unit in name)
                hash = (hash ^ unit) * 1099511628211UL;
            return new TrialRandom(_seed, _trial, hash);
        }
    }

    /// <summary>64 random bits of draw <paramref name="index"/> (0-based).</summary>
    public ulong Bits(int index)
    {
        var (w0, w1, _, _) = Philox.Block(
            unchecked((uint)index), _trial, (uint)_stream, (uint)(_stream >> 32), (uint)_seed, (uint)(_seed >> 32));
        return ((ulong)w1 << 32) | w0;
    }

    /// <summary>A number of [0, 1), uniform, a multiple of 2^-53.</summary>
    public double Uniform(int index) => (Bits(index) >> 11) * TwoToMinus53;

    /// <summary>A whole number of [0, <paramref name="count"/>), uniform up to a bias of count / 2^64.</summary>
    /// <param name="index">Which draw.</param>
    /// <param name="count">At least 1.</param>
    public int Below(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (int)Math.BigMul(Bits(index), (ulong)count, out _);
    }
}
