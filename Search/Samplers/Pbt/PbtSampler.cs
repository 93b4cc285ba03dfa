using System.Globalization;

namespace Search;

/// <summary>
/// Population-based training as proposals. Each trial is one segment of <see cref="StudyView.MaxEpochs"/> epochs in the training of one of P
/// members: trial t belongs to member t mod P, and the first P trials start afresh at random. A later one inherits the weights at the end of a
/// segment (<see cref="Proposal.Inherit"/>: the platform starts the trial from that checkpoint). A member goes on with its own weights
/// unless it is among the worst share of the population or has no value yet; then it copies a random member of the best share (exploit). Every
/// inherited number is multiplied by about 0.8 or 1.2 or drawn afresh (explore), while choices, and by default whole numbers, stay, because
/// weights must fit. Jaderberg et al., "Population based training of neural networks", 2017, section 4.1 (truncation selection; perturb or resample);
/// unlike there a member that goes on explores too: a sweep has some ten segments a member, too few to find a schedule by copies alone. A pure function of the history: members that have not yet ended are left out of the ranking,
/// so no lane waits. Cost O(n) to find the last segments.
/// </summary>
public sealed class PbtSampler(PbtOptions options) : ISampler
{
    /// <summary>The factors of Jaderberg et al., blurred a little: two members that copy one trial at once shall not train the same segment.</summary>
    private const double Down = 0.8, Up = 1.2, Blur = 0.05;

    /// <summary>The sampler with its default options.</summary>
    public PbtSampler() : this(new PbtOptions())
    {
    }

    /// <summary>The options in force.</summary>
    public PbtOptions Options { get; } = options;

    /// <inheritdoc/>
    public string Name => "pbt";

    /// <inheritdoc/>
    public Proposal Suggest(StudyView study, int trialNumber)
    {
        ArgumentNullException.ThrowIfNull(study);
        return PopulationHistory.Use(study, history => Suggest(study, trialNumber, history));
    }

    private Proposal Suggest(StudyView study, int trialNumber, PopulationHistory history)
    {
        var member = trialNumber % Options.Population;
        var ranking = Ranking(history, trialNumber);
        if (trialNumber < Options.Population || ranking.Length == 0)
            return FreshDraw.Of(study, trialNumber, history, FormattableString.Invariant($"Drawn at random: the first segment of member {member + 1} of {Options.Population}."));
        var random = TrialRandom.For(study.Seed, trialNumber).Stream("pbt");
        var top = Math.Max(1, (int)Math.Ceiling(Options.Top * ranking.Length));
        var own = Array.FindIndex(ranking, trial => trial.Number % Options.Population == member);
        // Of one or two members the only or the better one is both best and not worst.
        var goesOn = own >= 0 && own < Math.Max(top, ranking.Length - top);
        var source = ranking[goesOn ? own : random.Stream("source").Below(0, top)];
        var epoch = source.Observation.Curve.Count > 0 ? source.Observation.Curve.Count : study.MaxEpochs;
        return new Proposal(history.Cube.Decode(Explore(history.Cube, source.Point, random)), Why(source, own, goesOn, top, ranking.Length, epoch))
        {
            Inherit = new Inheritance(source.Number, epoch),
            Rationale = new Rationale(goesOn ? ProposalKind.Explore : ProposalKind.Exploit, NearestTrial: source.Number),
        };
    }

    /// <summary>The last completed segment of each member, best first; segments cut short or without a value do not count.</summary>
    private PopulationTrial[] Ranking(PopulationHistory history, int trialNumber)
    {
        var last = new PopulationTrial?[Options.Population];
        var missing = last.Length;
        for (var i = history.Trials.Count - 1; i >= 0 && missing > 0; i--)
        {
            var trial = history.Trials[i];
            var member = trial.Number % last.Length;
            if (trial.Score is null || trial.Number == trialNumber || trial.Observation.State != TrialState.Completed || trial.Number < 0
                || last[member] is not null || !history.Cube.Space.Contains(trial.Observation.Parameters))
            {
                continue;
            }

            last[member] = trial;
            missing--;
        }

        var ranking = last.OfType<PopulationTrial>().ToArray();
        Array.Sort(ranking, PopulationTrial.Compare);
        return ranking;
    }

    private double[] Explore(UnitCube cube, double[] source, TrialRandom random)
    {
        var point = Variation.Complete(cube, source, random.Stream("new"));
        for (var j = 0; j < point.Length; j++)
        {
            var axis = cube.Axes[j];
            var own = random.Stream(axis.Parameter.Name);
            if (axis.Parameter is not (FloatParameter or IntParameter) || (axis.Parameter is IntParameter && !Options.WholeNumbers))
                continue;
            point[j] = own.Uniform(0) < Options.Resample ? axis.Snap(own.Uniform(1)) : Perturbed(axis, point[j], own.Uniform(2) < 0.5, Blur * (2 * own.Uniform(3) - 1));
        }

        return cube.Repair(point, random.Stream("repair"));
    }

    /// <summary>
    /// The coordinate of about 0.8 or 1.2 times the value, at least one level further; a range that is not above 0 throughout, where factors mean
    /// nothing, is moved along by about a tenth of its width.
    /// </summary>
    private static double Perturbed(UnitAxis axis, double u, bool upwards, double blur)
    {
        var factor = (upwards ? Up : Down) + blur;
        var (low, high, log) = axis.Parameter switch
        {
            FloatParameter p => (p.Low, p.High, p.Log),
            IntParameter p => (p.Low, p.High, p.Log),
            _ => throw new ArgumentException($"{axis.Parameter.Name} is no number.", nameof(axis)),
        };
        double step;
        if (log)
            step = PortableMath.Log(factor) / PortableMath.Log(high / low);
        else if (low >= 0)
            step = (factor - 1) * (low / (high - low) + u);
        else
            step = (upwards ? 0.1 : -0.1) + blur / 2;
        return Variation.AtLeastOneLevel(axis, u, Math.Clamp(u + step, 0, 1), upwards);
    }

    private string Why(PopulationTrial source, int own, bool goesOn, int top, int members, int epoch)
    {
        var from = string.Create(CultureInfo.InvariantCulture, $"epoch {epoch} of trial {source.Number + 1}");
        var varied = Options.WholeNumbers ? "numbers" : "real numbers";
        return goesOn
            ? string.Create(CultureInfo.InvariantCulture, $"Goes on from {from}, the member's own: {own + 1} of {members} members; its {varied} are varied.")
            : string.Create(CultureInfo.InvariantCulture, $"Copies {from}, one of the top {top} of {members} members, because its own member {(own >= 0 ? $"is number {own + 1}" : "has no value yet")}; its {varied} are varied.");
    }
}
