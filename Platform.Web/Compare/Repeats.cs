namespace Platform.Web.Compare;

/// <summary>A metric over finished runs that repeat one another: spread of each group, and whether groups differ by more than chance. Pure.</summary>
/// <param name="Groups">Every group of which a finished run has the metric.</param>
/// <param name="Tests">Each pair of groups with at least two runs; none if there are more than <see cref="MostGroups"/> such groups.</param>
public sealed record Repeats(string Metric, IReadOnlyList<RepeatedGroup> Groups, IReadOnlyList<RepeatedPair> Tests)
{
    /// <summary>More groups make too many pairs to be told apart.</summary>
    public const int MostGroups = 10;

    /// <summary>The metric's repeats.</summary>
    public static Repeats Of(IReadOnlyList<ComparedRun> runs, string metric)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var groups = SeedGroup.Of(runs).Select(group => RepeatedGroup.Of(group, runs, metric)).Where(group => group.N > 0).ToList();
        var tested = groups.Where(group => group.N >= 2).ToList();
        if (tested.Count is < 2 or > MostGroups)
            return new Repeats(metric, groups, []);
        var pairs = new List<(RepeatedGroup First, RepeatedGroup Second, TestOfMeans? Welch, TestOfMeans? Paired, int Pairs)>();
        for (var i = 0; i < tested.Count; i++)
        {
            for (var j = i + 1; j < tested.Count; j++)
            {
                var (first, second) = (tested[i], tested[j]);
                var shared = first.BySeed.Keys.Intersect(second.BySeed.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
                pairs.Add((
                    first, second, TestOfMeans.Welch(first.Values, second.Values),
                    TestOfMeans.Paired(shared.ConvertAll(seed => first.BySeed[seed]), shared.ConvertAll(seed => second.BySeed[seed])), shared.Count));
            }
        }
        // Each family of tests is corrected for its own number.
        var (welch, paired) = (Corrected([.. pairs.Select(pair => pair.Welch?.P)]), Corrected([.. pairs.Select(pair => pair.Paired?.P)]));
        return new Repeats(metric, groups, [.. pairs.Select((pair, i) => new RepeatedPair(pair.First.Name, pair.Second.Name, pair.Welch, welch[i], pair.Paired, paired[i], pair.Pairs))]);
    }

    private static double?[] Corrected(double?[] probabilities)
    {
        var known = Enumerable.Range(0, probabilities.Length).Where(i => probabilities[i] is not null).ToList();
        var holm = TestOfMeans.Holm(known.ConvertAll(i => probabilities[i]!.Value));
        var corrected = new double?[probabilities.Length];
        for (var k = 0; k < known.Count; k++)
            corrected[known[k]] = holm[k];
        return corrected;
    }
}

/// <summary>A metric's values in runs that differ in nothing but their seeds.</summary>
/// <param name="Runs">The places of the finished runs that have the metric; of those with the same seed only the first, for they compute the same.</param>
/// <param name="BySeed">The values of runs whose seed is known.</param>
/// <param name="LeftOut">How many finished runs have the metric but the seed of an earlier one.</param>
/// <param name="Unfinished">How many runs have the metric but go on, failed, or were pruned or cancelled.</param>
public sealed record RepeatedGroup(string Name, IReadOnlyList<int> Runs, IReadOnlyList<double> Values, IReadOnlyDictionary<string, double> BySeed, int LeftOut, int Unfinished)
{
    /// <summary>How many runs count.</summary>
    public int N => Values.Count;

    public double Mean => Values.Average();

    /// <summary>With n − 1; null for a single value.</summary>
    public double? StandardDeviation => N < 2 ? null : Math.Sqrt(TestOfMeans.Moments(Values).Variance);

    internal static RepeatedGroup Of(SeedGroup group, IReadOnlyList<ComparedRun> runs, string metric)
    {
        // Trials too: a cloned sweep gives its trials the seeds of the first.
        int[] known = [.. group.Runs.Where(i => runs[i].Metrics.TryGetValue(metric, out var value) && double.IsFinite(value))];
        int[] measured = [.. known.Where(i => runs[i].IsFinished)];
        int[] counted = [.. measured.DistinctBy(i => runs[i].Seed is { } seed ? (seed, -1) : ("", i))];
        var bySeed = counted.Where(i => runs[i].Seed is not null).ToDictionary(i => runs[i].Seed!, i => runs[i].Metrics[metric], StringComparer.Ordinal);
        return new RepeatedGroup(group.Name, counted, [.. counted.Select(i => runs[i].Metrics[metric])], bySeed, measured.Length - counted.Length, known.Length - measured.Length);
    }
}

/// <summary>Two groups held against one another.</summary>
/// <param name="WelchCorrected">Welch's probability after Holm's correction.</param>
/// <param name="Paired">Of runs with equal seeds; null for fewer than two such pairs.</param>
/// <param name="Pairs">Runs with equal seeds.</param>
public sealed record RepeatedPair(string First, string Second, TestOfMeans? Welch, double? WelchCorrected, TestOfMeans? Paired, double? PairedCorrected, int Pairs);
