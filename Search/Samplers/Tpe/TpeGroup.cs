namespace Search;

/// <summary>
/// The trials in which one group of parameters exists, kept in two orders: by rank, and by lot. A trial comes and goes in O(log n). The
/// trials with the smallest lots are a uniform sample of all that does not depend on the order in which they came (bottom-k sampling:
/// Cohen, Kaplan, "Summarizing data using bottom-k sketches", PODC 2007).
/// </summary>
/// <param name="positions">Positions of the group's axes in a point, ascending.</param>
internal sealed class TpeGroup(int[] positions)
{
    private readonly SortedSet<TpeTrial> _ranked = new(Comparer<TpeTrial>.Create((a, b) => a.Rank!.Value.CompareTo(b.Rank!.Value)));
    private readonly SortedSet<TpeTrial> _byLot = new(Comparer<TpeTrial>.Create((a, b) => a.Lot.CompareTo(b.Lot) is var order && order != 0 ? order : a.Number.CompareTo(b.Number)));

    /// <summary>Positions of the group's axes in a point, ascending.</summary>
    public int[] Positions => positions;

    /// <summary>Adds a trial if the whole group exists in it.</summary>
    public void Add(TpeTrial trial)
    {
        if (!Exists(trial))
            return;
        _byLot.Add(trial);
        if (trial.Rank is not null)
            _ranked.Add(trial);
    }

    /// <summary>Takes a trial out again.</summary>
    public void Remove(TpeTrial trial)
    {
        if (!Exists(trial))
            return;
        _byLot.Remove(trial);
        if (trial.Rank is not null)
            _ranked.Remove(trial);
    }

    /// <summary>Ended trials with a rank, best first, without trial <paramref name="except"/>.</summary>
    public IEnumerable<TpeTrial> Ranked(int except) => _ranked.Where(trial => trial.Number != except);

    /// <summary>How many <see cref="Ranked"/> there are.</summary>
    public int RankedCount(TpeTrial? except) => _ranked.Count - (except?.Rank is not null && Exists(except) ? 1 : 0);

    /// <summary>All trials of the group in the order of their lots, without trial <paramref name="except"/>.</summary>
    public IEnumerable<TpeTrial> ByLot(int except) => _byLot.Where(trial => trial.Number != except);

    private bool Exists(TpeTrial trial) => Array.TrueForAll(positions, i => !double.IsNaN(trial.Point[i]));
}
