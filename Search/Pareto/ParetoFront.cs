namespace Search;

/// <summary>The best compromises of a study: the feasible trials that no feasible trial dominates, in order of the first objective.</summary>
/// <param name="Points">The front; empty while no feasible trial has ended with all its objectives.</param>
/// <param name="Reference">The reference point (m) of the volumes; empty with an empty front.</param>
/// <param name="Volume">The hypervolume of the front, at least 0; null when it was not measured (<see cref="Of"/>).</param>
/// <param name="History">The hypervolume after each ended trial by trial number, with the same reference point; empty when it was not measured.</param>
public sealed record ParetoFront(IReadOnlyList<ParetoPoint> Points, IReadOnlyList<double> Reference, double? Volume, IReadOnlyList<HypervolumeStep> History)
{
    /// <summary>The most points that volumes are measured for with 0, 1, 2, 3 and 4 objectives: exact volumes take a time that grows without a bound that anybody would wait for.</summary>
    private static readonly int[] MostMeasured = [0, 1_000, 1_000, 100, 40];

    /// <summary>
    /// The front of a study. Volumes are measured with up to two objectives while the front never had more than 1,000 points, with three 100, with four 40, and with more
    /// not at all. Cost O(n f m) for n trials and a front of f, and where volumes are measured one <see cref="Hypervolume.Gain"/> for each trial that
    /// joined the front of its time and each that is on it.
    /// </summary>
    /// <param name="study">The study; of two entries with one number the later counts. With one objective the front is the best trial (or several equal ones).</param>
    /// <param name="reference">The reference point (m); null for <see cref="ReferencePoint.Of"/> of all feasible trials, which moves as the study grows.</param>
    public static ParetoFront Of(StudyView study, IReadOnlyList<double>? reference = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (reference is not null && reference.Count != study.Objectives)
            throw new ArgumentException($"The reference has {reference.Count} values, the study {study.Objectives} objectives; give equally many.", nameof(reference));
        var trials = Feasible(study);
        if (trials.Count == 0)
            return new ParetoFront([], [.. reference ?? []], 0, []);
        double[] bound = [.. reference ?? ReferencePoint.Of([.. trials.Select(trial => trial.Values)])];
        var largest = 0;
        var front = Grow(trials, (_, others) => largest = Math.Max(largest, others.Count + 1));
        double[][] all = [.. front.Select(trial => trial.Values)];
        var crowding = CrowdingDistance.Of(all);
        var isMeasured = study.Objectives < MostMeasured.Length && largest <= MostMeasured[study.Objectives];
        var contributions = isMeasured ? Hypervolume.Contributions(all, bound) : null;
        return new ParetoFront(
            [.. front.Select((trial, i) => new ParetoPoint(trial.Number, trial.Values, double.IsFinite(crowding[i]) ? crowding[i] : null, contributions?[i]))],
            bound, isMeasured ? Hypervolume.Of(all, bound) : null, isMeasured ? Steps(trials, bound) : []);
    }

    /// <summary>The trials of the front alone, 0-based, in its order. Cost O(n f m).</summary>
    public static IReadOnlyList<int> Members(StudyView study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return [.. Grow(Feasible(study)).Select(trial => trial.Number)];
    }

    /// <summary>The feasible trials that have all their objectives, by number.</summary>
    private static List<(int Number, double[] Values)> Feasible(StudyView study)
    {
        var latest = new SortedDictionary<int, Observation>();
        foreach (var observation in study.Observations)
            latest[observation.Number] = observation;
        var trials = new List<(int Number, double[] Values)>();
        foreach (var observation in latest.Values)
        {
            if (Objectives.Violation(observation) == 0 && Objectives.Of(observation, study.Objectives) is { } values)
                trials.Add((observation.Number, values));
        }

        return trials;
    }

    /// <summary>The front of trials, in order of the first objective.</summary>
    /// <param name="trials">Trials by number.</param>
    /// <param name="joins">Told of each trial that joins the front of its time, and of the others on it, some of which may have to go.</param>
    private static List<(int Number, double[] Values)> Grow(
        List<(int Number, double[] Values)> trials, Action<(int Number, double[] Values), List<(int Number, double[] Values)>>? joins = null)
    {
        var front = new List<(int Number, double[] Values)>();
        foreach (var trial in trials)
        {
            if (front.Exists(other => Domination.Dominates(other.Values, trial.Values)))
                continue;
            joins?.Invoke(trial, front);
            front.RemoveAll(other => Domination.Dominates(trial.Values, other.Values));
            front.Add(trial);
        }

        front.Sort((a, b) => Domination.Lexicographic(a.Values, b.Values) is var c && c != 0 ? c : a.Number.CompareTo(b.Number));
        return front;
    }

    private static List<HypervolumeStep> Steps(List<(int Number, double[] Values)> trials, double[] reference)
    {
        var gains = new Dictionary<int, double>();
        Grow(trials, (trial, others) => gains[trial.Number] = Hypervolume.Gain([.. others.Select(other => other.Values)], trial.Values, reference));
        var (steps, volume) = (new List<HypervolumeStep>(trials.Count), 0.0);
        foreach (var (number, _) in trials)
        {
            volume += gains.GetValueOrDefault(number);
            steps.Add(new HypervolumeStep(number, volume));
        }

        return steps;
    }
}
