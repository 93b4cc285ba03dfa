namespace Search;

/// <summary>
/// The brackets of Hyperband: bracket s (0 to s_max) begins at R / eta^s epochs and has n_s = ceil((s_max + 1) / (s + 1) eta^s)
/// trials a round, so that all brackets cost about the same. Li et al., "Hyperband", JMLR 18, 2018, algorithm 1.
/// </summary>
internal sealed class HyperbandBrackets
{
    /// <summary>How many sets of brackets are kept: a process serves few budgets, and one of a million epochs takes about a megabyte.</summary>
    private const int MostKept = 8;

    private static readonly Dictionary<(int MinEpochs, int Eta, int MaxEpochs), HyperbandBrackets> Kept = [];

    private readonly int[] _rungs;
    private readonly byte[] _order;

    private HyperbandBrackets(int minEpochs, int eta, int maxEpochs)
    {
        _rungs = Rungs.Down(minEpochs, eta, maxEpochs);
        var sizes = new int[_rungs.Length + 1];
        long power = 1;
        for (var s = 0; s < sizes.Length; s++, power *= eta)
            sizes[s] = (int)Math.Min(1_000_000, (sizes.Length * power + s) / (s + 1));
        _order = Interleave(sizes);
    }

    /// <summary>The brackets of a budget, made once as long as few others are asked for. Safe for use by many threads.</summary>
    /// <param name="minEpochs">The least epochs that a trial is given.</param>
    /// <param name="eta">Reduction factor.</param>
    /// <param name="maxEpochs">R, the full budget.</param>
    public static HyperbandBrackets For(int minEpochs, int eta, int maxEpochs)
    {
        lock (Kept)
        {
            if (Kept.TryGetValue((minEpochs, eta, maxEpochs), out var brackets))
                return brackets;
        }

        var made = new HyperbandBrackets(minEpochs, eta, maxEpochs);
        lock (Kept)
        {
            if (Kept.Count >= MostKept)
                Kept.Clear(); // rare: cheaper than tracking use
            return Kept[(minEpochs, eta, maxEpochs)] = made;
        }
    }

    /// <summary>Number of brackets, s_max + 1.</summary>
    public int Count => _rungs.Length + 1;

    /// <summary>The bracket s of a trial: rounds of all brackets, each spread evenly over the round, the widest first.</summary>
    public int Of(int trialNumber) => _order[trialNumber % _order.Length];

    /// <summary>Epochs of the rungs of bracket <paramref name="s"/>, ascending: the s highest; none in bracket 0, which never stops a trial.</summary>
    public int[] RungsOf(int s) => _rungs[(_rungs.Length - s)..];

    /// <summary>One round: at each place the bracket that is furthest behind its share, of equals the widest.</summary>
    private static byte[] Interleave(int[] sizes)
    {
        var total = sizes.Sum();
        var given = new int[sizes.Length];
        var order = new byte[total];
        for (var place = 0; place < total; place++)
        {
            var chosen = -1;
            long most = long.MinValue;
            for (var s = sizes.Length - 1; s >= 0; s--)
            {
                var behind = (long)sizes[s] * (place + 1) - (long)given[s] * total;
                if (behind > most)
                    (chosen, most) = (s, behind);
            }

            order[place] = (byte)chosen; // at most 31 brackets
            given[chosen]++;
        }

        return order;
    }
}
