namespace Search;

/// <summary>What a study has learnt about its parameters, ready to be written as JSON. All numbers are in the minimised sense of the values.</summary>
/// <param name="Trials">Completed trials that the explanation rests on.</param>
/// <param name="Fit">Share of the variance that the forest predicts for trials it has not seen: 1 is perfect; near 0 or below, believe nothing else here.</param>
/// <param name="Problem">Why there is nothing to explain; null when there is.</param>
/// <param name="Importance">One entry a parameter, the largest share first.</param>
/// <param name="Curves">One curve a parameter, in the same order.</param>
/// <param name="Pairs">The pairs with the strongest interaction, strongest first.</param>
public sealed record Explanation(
    int Trials, double Fit, string? Problem,
    IReadOnlyList<ParameterImportance> Importance, IReadOnlyList<PartialDependence> Curves, IReadOnlyList<InteractionPair> Pairs)
{
    /// <summary>Fewest completed trials to explain.</summary>
    public const int FewestTrials = 8;

    /// <summary>Of a longer study as many trials, evenly spread over it, are used.</summary>
    private const int MostTrials = 8_000;

    /// <summary>In a space of more parameters only pairs of the most important ones are weighed.</summary>
    private const int PairedAxes = 24;

    /// <summary>
    /// Explains an objective of a study by a random forest on its completed trials: fANOVA and permutation importance, partial dependence,
    /// interaction pairs. Values beyond the quartiles by more than three interquartile ranges (Tukey's far out: diverged trials) count as lying
    /// at that fence, so that they do not drown the rest. Of more than 8,000 completed trials that many, evenly spread, are used. Cost O(T d n log n).
    /// </summary>
    /// <param name="study">The study; the order of its trials does not matter.</param>
    /// <param name="objective">0-based objective: 0 is <see cref="Observation.Value"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    public static Explanation Of(StudyView study, int objective = 0, ExplainOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentOutOfRangeException.ThrowIfNegative(objective);
        options ??= new ExplainOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Trees, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GridPoints, 2, nameof(options));
        var cube = new UnitCube(study.Space);
        var trials = Read(study, objective);
        double[] targets = [.. trials.Select(trial => trial.Value)];
        if (cube.Dimension == 0)
            return Nothing(trials.Count, "The space has no parameters: there is nothing to explain.");
        if (trials.Count < FewestTrials)
            return Nothing(trials.Count, FormattableString.Invariant($"To explain anything at least {FewestTrials} completed trials are needed; there {(trials.Count == 1 ? "is" : "are")} {trials.Count}."));
        if (Array.TrueForAll(targets, value => value == targets[0]))
            return Nothing(trials.Count, "All completed trials have the same value: no parameter made a difference.");
        var scale = TargetScale.Of(targets);
        return Of(cube, new ForestTable(cube, [.. trials.Select(trial => cube.Encode(trial.Parameters))], Array.ConvertAll(targets, scale.ToScaled)), scale, options);
    }

    private static Explanation Of(UnitCube cube, ForestTable table, TargetScale scale, ExplainOptions options)
    {
        var random = TrialRandom.For(options.Seed, 0).Stream("explain");
        var forest = RandomForest.Grow(table, new ForestOptions(options.Trees, 2.0 / 3, 1 + table.Count / 1000), random);
        var fanova = new Fanova(forest, cube);
        var (permuted, fit) = PermutationImportance.Of(forest, table, random.Stream("shuffle"));
        var single = Enumerable.Range(0, cube.Dimension).Select(fanova.Single).ToArray();
        int[] order = [.. Enumerable.Range(0, cube.Dimension).OrderByDescending(j => single[j].Share)];
        return new Explanation(table.Count, fit, null,
            [.. order.Select(j => new ParameterImportance(cube.Axes[j].Parameter.Name, single[j].Share, single[j].Deviation, permuted[j].Growth, permuted[j].Deviation))],
            [.. order.Select(j => DependenceCurves.Of(fanova, cube, j, options.GridPoints, scale))],
            PairsOf(cube, fanova, [.. order.OrderByDescending(j => permuted[j].Growth).Take(PairedAxes).Order()], options.Pairs));
    }

    private static InteractionPair[] PairsOf(UnitCube cube, Fanova fanova, int[] axes, int count)
    {
        var pairs = from first in axes
                    from second in axes
                    where first < second && count > 0
                    let share = fanova.Pair(first, second)
                    orderby share.Share descending
                    select new InteractionPair(cube.Axes[first].Parameter.Name, cube.Axes[second].Parameter.Name, share.Share, share.Deviation);
        return [.. pairs.Take(count)];
    }

    /// <summary>Completed trials with a finite value of the objective, by number; of two with one number the later counts.</summary>
    private static List<(ParameterSet Parameters, double Value)> Read(StudyView study, int objective)
    {
        var latest = new SortedDictionary<int, Observation>();
        foreach (var observation in study.Observations)
            latest[observation.Number] = observation;
        var trials = new List<(ParameterSet, double)>();
        foreach (var observation in latest.Values.Where(o => o.State == TrialState.Completed))
        {
            var value = objective == 0 ? observation.Value : objective <= observation.FurtherValues.Count ? observation.FurtherValues[objective - 1] : null;
            if (value is { } finite && double.IsFinite(finite))
                trials.Add((observation.Parameters, finite));
        }

        return trials.Count <= MostTrials ? trials : [.. Enumerable.Range(0, MostTrials).Select(i => trials[(int)((long)i * trials.Count / MostTrials)])];
    }

    private static Explanation Nothing(int trials, string problem) => new(trials, 0, problem, [], [], []);
}
