using System.Globalization;

namespace Search;

/// <summary>
/// CMA-ES: each generation is drawn from a normal distribution that moves, grows and turns towards the better half of the one before.
/// Hansen, "The CMA evolution strategy: a tutorial", arXiv 1604.00772; whole numbers by a margin (<see cref="CmaMargin"/>), choices by
/// a distribution each (<see cref="CmaState"/>), conditional parameters drawn where they exist, restarts with twice the population (Auger
/// and Hansen, "A restart CMA evolution strategy with increasing population size", CEC 2005). Trials that break constraints rank behind all
/// that do not, several objectives rank by fronts. The generation of a trial follows from its number (<see cref="CmaHistory"/>), so lanes never
/// wait. Cost O(n^3) a generation of about 4 + 3 ln n trials for n numbers, O(n^2) a proposal.
/// </summary>
public sealed class CmaSampler(CmaOptions options) : ISampler
{
    /// <summary>How often a point outside the cube is drawn again before it is moved to the border.</summary>
    private const int Attempts = 20;

    /// <summary>The sampler with its default options.</summary>
    public CmaSampler() : this(new CmaOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public CmaOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "cma";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.Derive(
            ("cma", Options, study.Objectives, study.Seed),
            () => new CmaHistory(study.Space, Options, study.Objectives, study.Seed),
            history => Suggest(study, trialNumber, history));
    }

    private static Proposal Suggest(StudyView study, int trialNumber, CmaHistory history)
    {
        var (layout, state) = (history.Layout, history.For(trialNumber));
        var cube = layout.Cube;
        if (cube.Dimension == 0)
            return new Proposal(ParameterSet.Empty, "The space has no parameters: nothing to choose.");
        var random = TrialRandom.For(study.Seed, trialNumber).Stream("cma");
        var point = Draw(layout, state, random);
        if (study.Space.Constraints.Count > 0)
            point = cube.Repair(point, random.Stream("repair"));
        return new Proposal(cube.Decode(point), string.Create(CultureInfo.InvariantCulture,
            $"Drawn from generation {state.Generation} of an evolution strategy{(state.Restarts > 0 ? $", restart {state.Restarts}" : "")}: {state.Population} trials around its mean with steps of {100 * state.Sigma:G2}% of the ranges."))
        {
            Carried = layout.Carry(point),
            Rationale = new Rationale(state.Generation == 0 ? ProposalKind.Start : ProposalKind.Exploit),
        };
    }

    /// <summary>A point (d) of the distribution: x = m + sigma A B D z (equations 38 to 40), drawn again while outside the cube.</summary>
    private static double[] Draw(CmaLayout layout, CmaState state, TrialRandom random)
    {
        var point = new double[layout.Cube.Dimension];
        var (normal, n) = (random.Stream("normal"), layout.Numbers.Length);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var inside = true;
            var y = new double[n];
            for (var k = 0; k < n; k++)
            {
                // Half a unit in the last place keeps the quantile finite.
                var z = NormalDistribution.Quantile(normal.Uniform(attempt * n + k) + 5.5e-17) * state.Shape.Roots[k];
                for (var j = 0; j < n; j++)
                    y[j] += state.Shape.Vectors[j, k] * z;
            }

            for (var j = 0; j < n; j++)
            {
                var x = state.Mean[j] + state.Sigma * state.Factors[j] * y[j];
                inside &= x is >= 0 and <= 1;
                point[layout.Numbers[j]] = Math.Clamp(x, 0, 1);
            }

            if (inside)
                break;
        }

        var choice = random.Stream("choice");
        for (var c = 0; c < layout.Choices.Length; c++)
        {
            var (axis, level) = (layout.Cube.Axes[layout.Choices[c]], 0);
            for (var rest = choice.Uniform(c) - state.Probabilities[c][0]; rest >= 0 && level < axis.Levels - 1; rest -= state.Probabilities[c][level])
                level++;
            point[layout.Choices[c]] = (level + 0.5) / axis.Levels;
        }

        return point;
    }
}
