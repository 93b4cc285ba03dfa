namespace Search;

/// <summary>
/// Which trials of a group count as good and which as bad. One objective: the best by <see cref="TrialRank"/>. Several: the first fronts of
/// nondominated trials, and of the front that does not fit whole those that together hold the most hypervolume, taken greedily: Ozaki,
/// Tanigaki, Watanabe, Nomura, Onishi, "Multiobjective tree-structured Parzen estimator", JAIR 73, 2022, section 4; feasible trials before
/// infeasible ones. Cost O(k log n) for one objective and k bad ones kept, O(n log n) and the hypervolumes for several.
/// </summary>
/// <param name="Good">Good trials, best first.</param>
/// <param name="Bad">A uniform sample of the others in an order of their own; all of them while they are few.</param>
internal sealed record TpeSplit(IReadOnlyList<TpeTrial> Good, IReadOnlyList<TpeTrial> Bad)
{
    /// <summary>Bound on the good trials, so that a long search stays with its best (Bergstra, Yamins, Cox 2013).</summary>
    public const int MostGood = 25;

    /// <summary>Bound on the bad trials that have a kernel: more would sharpen a density that is smooth already, and cost time.</summary>
    public const int MostBad = 512;

    /// <summary>Splits the trials of <paramref name="group"/> without <paramref name="except"/>.</summary>
    /// <param name="group">The trials.</param>
    /// <param name="except">The trial to be proposed, if it is in the history already.</param>
    /// <param name="objectives">How many objectives the study has.</param>
    /// <param name="options">Gamma and constant liar.</param>
    public static TpeSplit Of(TpeGroup group, TpeTrial? except, int objectives, TpeOptions options)
    {
        var without = except?.Number ?? -1;
        var goodCount = GoodOf(group.RankedCount(except), options.Gamma);
        var good = objectives == 1 ? [.. group.Ranked(without).Take(goodCount)] : ByFronts([.. group.Ranked(without)], goodCount);
        var chosen = good.Select(trial => trial.Number).ToHashSet();
        var bad = new List<TpeTrial>();
        foreach (var trial in group.ByLot(without))
        {
            if (bad.Count == MostBad)
                break;
            if ((options.ConstantLiar || !trial.Pending) && !chosen.Contains(trial.Number))
                bad.Add(trial);
        }

        return new TpeSplit(good, bad);
    }

    /// <summary>How many of <paramref name="n"/> ranked trials count as good.</summary>
    public static int GoodOf(int n, double gamma) => Math.Min((int)Math.Ceiling(gamma * n), MostGood);

    /// <summary>
    /// Weights (n) of the good trials, best first, of mean 1, proportional to ln(n + 1) - ln(rank): the better a good trial, the more is drawn
    /// near it. The recombination weights of Hansen, "The CMA evolution strategy: a tutorial", arXiv 1604.00772, equation 49.
    /// </summary>
    public static double[] RankWeights(int n)
    {
        var weights = new double[n];
        for (var i = 0; i < n; i++)
            weights[i] = PortableMath.Log(n + 1) - PortableMath.Log(i + 1);
        var mean = PortableMath.Sum(weights) / n;
        return Array.ConvertAll(weights, weight => weight / mean);
    }

    /// <summary>Weights (n) of the bad trials: all 1.</summary>
    public static double[] EqualWeights(int n)
    {
        var weights = new double[n];
        Array.Fill(weights, 1);
        return weights;
    }

    private static List<TpeTrial> ByFronts(List<TpeTrial> ranked, int count)
    {
        // Without all objectives a trial comes after those that have them.
        var whole = ranked.Where(trial => trial.Values is not null).ToArray();
        double[][] values = [.. whole.Select(trial => trial.Values!)];
        var good = new List<TpeTrial>(count);
        foreach (var front in NondominatedSort.Fronts(values, [.. whole.Select(trial => trial.Rank!.Value.Violation)]))
        {
            if (good.Count == count)
                break;
            var rest = count - good.Count;
            var taken = front.Length <= rest ? front : HypervolumeSubset.Choose([.. front.Select(i => values[i])], rest).Select(k => front[k]);
            good.AddRange(taken.Select(i => whole[i]));
        }

        good.AddRange(ranked.Where(trial => trial.Values is null).Take(count - good.Count));
        return good;
    }
}
