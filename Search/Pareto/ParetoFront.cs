namespace Search;

/// <summary>The best compromises of a study: the feasible trials that no feasible trial dominates, in order of the first objective.</summary>
/// <param name="Points">The front; empty while no feasible trial has ended with all its objectives.</param>
/// <param name="Reference">The reference point (m) of the volumes; empty with an empty front.</param>
/// <param name="Volume">The hypervolume of the front, at least 0.</param>
/// <param name="History">The hypervolume after each ended trial by trial number, with the same reference point.</param>
public sealed record ParetoFront(IReadOnlyList<ParetoPoint> Points, IReadOnlyList<double> Reference, double Volume, IReadOnlyList<HypervolumeStep> History)
{
    /// <summary>
    /// The front of a study. Cost O(n log n) for two objectives; beyond, the cost of one <see cref="Hypervolume.Gain"/> for each trial that
    /// joined the front of its time.
    /// </summary>
    /// <param name="study">The study; of two entries with one number the later counts. With one objective the front is the best trial (or several equal ones).</param>
    /// <param name="reference">The reference point (m); null for <see cref="ReferencePoint.Of"/> of all feasible trials, which moves as the study grows.</param>
    public static ParetoFront Of(StudyView study, IReadOnlyList<double>? reference = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (reference is not null && reference.Count != study.Objectives)
            throw new ArgumentException($"The reference has {reference.Count} values, the study {study.Objectives} objectives; give equally many.", nameof(reference));
        var latest = new SortedDictionary<int, Observation>();
        foreach (var observation in study.Observations)
            latest[observation.Number] = observation;
        var trials = new List<(int Number, double[] Values)>();
        foreach (var observation in latest.Values)
        {
            if (Objectives.Violation(observation) == 0 && Objectives.Of(observation, study.Objectives) is { } values)
                trials.Add((observation.Number, values));
        }

        if (trials.Count == 0)
            return new ParetoFront([], [.. reference ?? []], 0, []);
        double[] bound = [.. reference ?? ReferencePoint.Of([.. trials.Select(trial => trial.Values)])];
        var (front, history) = Grow(trials, bound);
        front.Sort((a, b) => Domination.Lexicographic(a.Values, b.Values) is var c && c != 0 ? c : a.Number.CompareTo(b.Number));
        double[][] all = [.. front.Select(trial => trial.Values)];
        var crowding = CrowdingDistance.Of(all);
        var contributions = Hypervolume.Contributions(all, bound);
        return new ParetoFront(
            [.. front.Select((trial, i) => new ParetoPoint(trial.Number, trial.Values, double.IsFinite(crowding[i]) ? crowding[i] : null, contributions[i]))],
            bound, Hypervolume.Of(all, bound), history);
    }

    private static (List<(int Number, double[] Values)> Front, List<HypervolumeStep> History) Grow(List<(int Number, double[] Values)> trials, double[] reference)
    {
        var front = new List<(int Number, double[] Values)>();
        var history = new List<HypervolumeStep>();
        var volume = 0.0;
        foreach (var trial in trials)
        {
            if (!front.Exists(other => Domination.Dominates(other.Values, trial.Values)))
            {
                volume += Hypervolume.Gain([.. front.Select(other => other.Values)], trial.Values, reference);
                front.RemoveAll(other => Domination.Dominates(trial.Values, other.Values));
                front.Add(trial);
            }

            history.Add(new HypervolumeStep(trial.Number, volume));
        }

        return (front, history);
    }
}
