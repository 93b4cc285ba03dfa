namespace Search;

/// <summary>
/// The brackets of Hyperband: bracket s (0 to s_max) begins at R / eta^s epochs and has n_s = ceil((s_max + 1) / (s + 1) eta^s)
/// trials a round, so that all brackets cost about the same. Li et al., "Hyperband", JMLR 18, 2018, algorithm 1.
/// </summary>
internal sealed class HyperbandBrackets
{
    private readonly int[] _rungs;
    private readonly int[] _order;

    /// <param name="minEpochs">The least epochs that a trial is given.</param>
    /// <param name="eta">Reduction factor.</param>
    /// <param name="maxEpochs">R, the full budget.</param>
    public HyperbandBrackets(int minEpochs, int eta, int maxEpochs)
    {
        _rungs = Rungs.Down(minEpochs, eta, maxEpochs);
        var sizes = new int[_rungs.Length + 1];
        long power = 1;
        for (var s = 0; s < sizes.Length; s++, power *= eta)
            sizes[s] = (int)Math.Min(1_000_000, (sizes.Length * power + s) / (s + 1));
        _order = Interleave(sizes);
    }

    /// <summary>Number of brackets, s_max + 1.</summary>
    public int Count => _rungs.Length + 1;

    /// <summary>The bracket s of a trial: rounds of all brackets, each spread evenly over the round, the widest first.</summary>
    public int Of(int trialNumber) => _order[trialNumber % _order.Length];

    /// <summary>Epochs of the rungs of bracket <paramref name="s"/>, ascending: the s highest; none in bracket 0, which never stops a trial.</summary>
    public int[] RungsOf(int s) => _rungs[(_rungs.Length - s)..];

    /// <summary>One round: at each place the bracket that is furthest behind its share, of equals the widest.</summary>
    private static int[] Interleave(int[] sizes)
    {
        var total = sizes.Sum();
        var given = new int[sizes.Length];
        var order = new int[total];
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

            order[place] = chosen;
            given[chosen]++;
        }

        return order;
    }
}
