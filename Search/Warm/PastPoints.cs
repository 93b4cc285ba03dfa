using System.Globalization;

namespace Search;

/// <summary>
/// Good points of earlier studies as the first trials of a new one. The best <see cref="Trusted"/> are tried whatever happens; up to as many
/// more only while the past orders the new study's own results better than a coin does: the share of pairs that its nearest trials put in
/// the right order, the ranking loss of Feurer, Letham, Bakshy ("Scalable meta-learning for Bayesian optimization", 2018, section 4)
/// on nearest neighbours in place of Gaussian processes. A past that misleads so costs <see cref="Trusted"/> trials.
/// Cost O(past x (trials + log past) d) for the trials concerned, nothing after them.
/// </summary>
internal static class PastPoints
{
    /// <summary>Trials given to the past before it has proved anything.</summary>
    public const int Trusted = 3;

    /// <summary>Trials that the past may have in all.</summary>
    public const int Most = 2 * Trusted;

    /// <summary>Trials of the past that predict a value between them.</summary>
    private const int Neighbours = 3;

    /// <summary>Added to a squared distance in coordinates, so that equal points do not divide by 0.</summary>
    private const double Nearness = 1e-12;

    /// <summary>Share of pairs in the right order from which the past is believed: halfway between a coin and certainty.</summary>
    private const double Believed = 0.75;

    /// <summary>The past point for the <paramref name="turn"/>-th (0-based) trial after the start points; null when the sampler is to choose.</summary>
    public static Proposal? Next(StudyView study, int trialNumber, int turn)
    {
        if (turn >= Most || study.Past.Count == 0 || study.Objectives != 1)
            return null;
        var cube = new UnitCube(study.Space);
        var own = Own(study, trialNumber);
        var pasts = study.Past.Select(past => (past.Name, Trials: Mapped(past, study.Space))).Where(past => past.Trials.Count > 0)
            .Select(past => (past.Name, past.Trials, Agreement: turn < Trusted ? 1.0 : Agreement(cube, past.Trials, own))).ToArray();
        var tried = study.Observations.Where(trial => trial.Number != trialNumber).Select(trial => trial.Parameters).ToHashSet();
        // One of each past in turn, best first: the most trusted past has the first word.
        var candidates = pasts.Where(past => past.Agreement >= Believed)
            .SelectMany((past, order) => past.Trials.Select((trial, rank) => (past.Name, trial, rank, order)))
            .OrderBy(candidate => candidate.rank).ThenBy(candidate => candidate.order)
            .DistinctBy(candidate => candidate.trial.Parameters).ToArray();
        // The first three are chosen by turn, and the later ones by what was proposed: the past is asked anew for them, and its order may be another.
        var chosen = turn < Trusted
            ? candidates.Skip(turn).Take(1)
            : candidates.Where(candidate => !tried.Contains(candidate.trial.Parameters)).Take(1);
        return chosen.Select(candidate => new Proposal(candidate.trial.Parameters, string.Create(CultureInfo.InvariantCulture,
            $"Among the best of the earlier study '{candidate.Name}' (rank {candidate.rank + 1}): tried again here."))
        {
            Rationale = new Rationale(ProposalKind.Start),
        }).FirstOrDefault();
    }

    /// <summary>Share of the pairs of the study's own trials that the past puts in the right order; a tie of the past counts half. 0.5 when there is no pair.</summary>
    public static double Agreement(UnitCube cube, IReadOnlyList<Observation> past, IReadOnlyList<Observation> own)
    {
        var points = past.Select(trial => cube.Encode(trial.Parameters)).ToArray();
        double[] predicted = [.. own.Select(trial => Predict(cube.Encode(trial.Parameters), points, past))];
        var (right, pairs) = (0.0, 0);
        for (var i = 0; i < own.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var truth = own[i].Value!.Value.CompareTo(own[j].Value!.Value);
                if (truth == 0)
                    continue;
                pairs++;
                var guess = predicted[i].CompareTo(predicted[j]);
                right += guess == 0 ? 0.5 : guess == truth ? 1 : 0;
            }
        }

        return pairs == 0 ? 0.5 : right / pairs;
    }

    /// <summary>The trials of a past that can be placed in the new space, best first; of equal points the better.</summary>
    public static IReadOnlyList<Observation> Mapped(PastStudy past, SearchSpace space) =>
    [
        .. past.Observations.Where(IsKnown).Select(trial => SpaceChange.Map(trial, space).Observation).OfType<Observation>()
            .OrderBy(trial => trial.Value!.Value).ThenBy(trial => trial.Number).DistinctBy(trial => trial.Parameters),
    ];

    /// <summary>Mean of the nearest trials' values, weighted with the inverse squared distance, so that a point of the past predicts its own value (Shepard, ACM 1968).</summary>
    private static double Predict(double[] point, double[][] points, IReadOnlyList<Observation> past)
    {
        var nearest = Enumerable.Range(0, points.Length).Select(i => (Trial: i, Distance: Distance(point, points[i])))
            .OrderBy(near => near.Distance).ThenBy(near => near.Trial).Take(Neighbours);
        var (sum, weights) = (0.0, 0.0);
        foreach (var (i, distance) in nearest)
        {
            var weight = 1 / (distance + Nearness);
            sum += weight * past[i].Value!.Value;
            weights += weight;
        }

        return sum / weights;
    }

    /// <summary>Squared distance in coordinates; a parameter that only one of the two has counts as far as can be.</summary>
    private static double Distance(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var j = 0; j < left.Length; j++)
        {
            var difference = double.IsNaN(left[j]) && double.IsNaN(right[j]) ? 0 : double.IsNaN(left[j]) || double.IsNaN(right[j]) ? 1 : left[j] - right[j];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>The study's own completed feasible trials, by number.</summary>
    internal static List<Observation> Own(StudyView study, int trialNumber)
    {
        var latest = new SortedDictionary<int, Observation>();
        foreach (var trial in study.Observations)
            latest[trial.Number] = trial;
        latest.Remove(trialNumber);
        return [.. latest.Values.Where(IsKnown)];
    }

    private static bool IsKnown(Observation trial) =>
        trial is { State: TrialState.Completed, Value: { } value, IsFeasible: true } && double.IsFinite(value);
}
