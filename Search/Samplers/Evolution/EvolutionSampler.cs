using System.Globalization;

namespace Search;

/// <summary>
/// Regularised (aging) evolution: the population is the newest P trials, good or bad; of S drawn from it the best has a child with one
/// mutation. Dying of age keeps a lucky trial from ruling for ever. Real, Aggarwal, Huang, Le, "Regularized evolution for image classifier
/// architecture search", AAAI 2019, algorithm 1; defaults smaller than its P = 100, S = 25, made for 20,000 trials. Numbers mutate by a
/// step, choices to another choice; a parameter that a mutation switches on keeps what it last was or is drawn. Cost O(P + d), not growing
/// with the history when that is an <see cref="ObservationLog"/>.
/// </summary>
public sealed class EvolutionSampler(EvolutionOptions options) : ISampler
{
    /// <summary>How many mutations are tried to come to something untried; every fourth failure adds one mutation to the next.</summary>
    private const int Attempts = 16;

    /// <summary>The sampler with its default options.</summary>
    public EvolutionSampler() : this(new EvolutionOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public EvolutionOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "evolution";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        return PopulationHistory.Use(study, history => Suggest(study, trialNumber, history));
    }

    private Proposal Suggest(StudyView study, int trialNumber, PopulationHistory history)
    {
        var population = history.Scored(trialNumber, Options.Population);
        if (population.Length < Options.Population)
            return FreshDraw.Of(study, trialNumber, history, FormattableString.Invariant($"Drawn at random to begin: {population.Length} of the {Options.Population} trials of the first population have ended."));
        var random = TrialRandom.For(study.Seed, trialNumber).Stream("evolution");
        var parent = Enumerable.Range(0, Options.Sample).Select(i => population[random.Stream("tournament").Below(i, population.Length)]).Aggregate((best, other) => PopulationTrial.Compare(other, best) < 0 ? other : best);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var own = random.Stream(attempt.ToString(CultureInfo.InvariantCulture));
            var (point, changed) = Child(history.Cube, parent.Point, 1 + attempt / 4, own);
            var parameters = history.Cube.Decode(point);
            if (history.WasTried(parameters, trialNumber))
                continue;
            var child = history.Cube.Encode(parameters);
            return new Proposal(parameters, $"Child of trial {Text(parent.Number + 1)}, the best of {Text(Options.Sample)} drawn from the newest {Text(population.Length)} trials, with another {string.Join(" and ", changed)}.")
            {
                Rationale = new Rationale(ProposalKind.Exploit, NearestTrial: history.Nearest(child, trialNumber)),
            };
        }

        return FreshDraw.Of(study, trialNumber, history, "Drawn at random: every mutation of the parent has been tried already.");
    }

    private static (double[] Point, IEnumerable<string> Changed) Child(UnitCube cube, double[] parent, int mutations, TrialRandom random)
    {
        var point = Variation.Complete(cube, parent, random.Stream("new"));
        List<int> free = [.. Enumerable.Range(0, point.Length).Where(j => !double.IsNaN(parent[j]) && cube.Axes[j].Levels != 1)];
        var changed = new List<string>();
        for (var k = 0; k < mutations && free.Count > 0; k++)
        {
            var j = free[random.Stream("which").Below(k, free.Count)];
            free.Remove(j);
            point[j] = Variation.Mutate(cube.Axes[j], point[j], random.Stream(cube.Axes[j].Parameter.Name));
            changed.Add(cube.Axes[j].Parameter.Name);
        }

        return (cube.Repair(point, random.Stream("repair")), changed);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
