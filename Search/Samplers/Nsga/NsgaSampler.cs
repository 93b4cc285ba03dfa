using System.Globalization;

namespace Search;

/// <summary>
/// NSGA-II: the parents are the N best trials by front and, within the last front that fits, by crowding distance; a child is simulated
/// binary crossover and polynomial mutation of two winners of tournaments, feasible before infeasible. Deb, Pratap, Agarwal, Meyarivan,
/// IEEE Transactions on Evolutionary Computation 6, 2002; operators of Deb and Agrawal, Complex Systems 9, 1995, and Deb and Goyal, 1996.
/// Survivors are chosen at the end of each block of N trial numbers, and anew with every result within a block, so that lanes never wait.
/// One objective works as well: then a front is a value. Cost O(N log N) for up to two objectives, O(m N^2) beyond, plus the survivors of
/// blocks not yet remembered.
/// </summary>
public sealed class NsgaSampler(NsgaOptions options) : ISampler
{
    /// <summary>How many children are tried to come to something untried.</summary>
    private const int Attempts = 16;

    /// <summary>The sampler with its default options.</summary>
    public NsgaSampler() : this(new NsgaOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public NsgaOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "nsga2";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.Derive((Options.Population, study.Objectives), () => new NsgaHistory(new UnitCube(study.Space), Options.Population, study.Objectives), history => Suggest(study, trialNumber, history));
    }

    private Proposal Suggest(StudyView study, int trialNumber, NsgaHistory history)
    {
        var parents = history.Parents(trialNumber);
        if (parents.Count < Options.Population)
            return FreshDraw.Of(study, trialNumber, history.Trials, FormattableString.Invariant($"Drawn at random to begin: {parents.Count} of the {Options.Population} trials of the first population have ended with every objective."));
        var random = TrialRandom.For(study.Seed, trialNumber).Stream("nsga2");
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var own = random.Stream(attempt.ToString(CultureInfo.InvariantCulture));
            var (first, second) = (Tournament(parents, own.Stream("first")), Tournament(parents, own.Stream("second")));
            var mates = own.Stream("mate").Uniform(0) < Options.Crossover && !ReferenceEquals(first, second);
            var point = Child(history.Trials.Cube, first.Trial.Point, mates ? second.Trial.Point : first.Trial.Point, own);
            var parameters = history.Trials.Cube.Decode(point);
            if (history.Trials.WasTried(parameters, trialNumber))
                continue;
            var why = mates
                ? FormattableString.Invariant($"Child of trials {first.Trial.Number + 1} (front {first.Front + 1}) and {second.Trial.Number + 1} (front {second.Front + 1}) of the {parents.Count} survivors.")
                : FormattableString.Invariant($"Mutation of trial {first.Trial.Number + 1} (front {first.Front + 1}) of the {parents.Count} survivors.");
            return new Proposal(parameters, why)
            {
                Rationale = new Rationale(ProposalKind.Exploit, NearestTrial: history.Trials.Nearest(history.Trials.Cube.Encode(parameters), trialNumber)),
            };
        }

        return FreshDraw.Of(study, trialNumber, history.Trials, "Drawn at random: every child of the survivors has been tried already.");
    }

    /// <summary>The better of two random parents: the lower front, then the lonelier (the crowded comparison of Deb et al. 2002, section III-B).</summary>
    private static NsgaParent Tournament(IReadOnlyList<NsgaParent> parents, TrialRandom random)
    {
        var (a, b) = (parents[random.Below(0, parents.Count)], parents[random.Below(1, parents.Count)]);
        return b.Front < a.Front || (b.Front == a.Front && b.Crowding > a.Crowding) ? b : a;
    }

    /// <summary>Each parameter crosses with chance one half and mutates with chance 1/d; choices are taken from either parent and mutate to any other.</summary>
    private double[] Child(UnitCube cube, double[] first, double[] second, TrialRandom random)
    {
        var filled = random.Stream("new");
        var (a, b) = (Variation.Complete(cube, Array.ConvertAll(first.Zip(second).ToArray(), pair => double.IsNaN(pair.First) ? pair.Second : pair.First), filled),
            Variation.Complete(cube, Array.ConvertAll(first.Zip(second).ToArray(), pair => double.IsNaN(pair.Second) ? pair.First : pair.Second), filled));
        var child = new double[cube.Dimension];
        for (var j = 0; j < child.Length; j++)
        {
            var axis = cube.Axes[j];
            var own = random.Stream(axis.Parameter.Name);
            if (axis.IsCategorical)
                child[j] = own.Uniform(0) < 0.5 ? a[j] : b[j];
            else
                child[j] = own.Uniform(0) < 0.5 ? a[j] : GeneticOperators.Crossed(a[j], b[j], Options.CrossoverSpread, own.Uniform(1), own.Uniform(2));
            if (own.Uniform(3) * cube.Dimension < 1)
                child[j] = axis.IsCategorical ? Variation.Mutate(axis, child[j], own.Stream("choice")) : Mutated(axis, child[j], own.Uniform(4));
        }

        return cube.Repair(child, random.Stream("repair"));
    }

    private double Mutated(UnitAxis axis, double u, double uniform) =>
        Variation.AtLeastOneLevel(axis, u, GeneticOperators.Mutated(u, Options.MutationSpread, uniform), uniform > 0.5);
}
