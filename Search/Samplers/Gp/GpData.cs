namespace Search;

/// <summary>What one model learns from: trials in the order of their numbers and a value for each.</summary>
/// <param name="Trials">Ended trials, (n).</param>
/// <param name="Values">Finite values, (n).</param>
internal sealed record GpData(IReadOnlyList<GpTrial> Trials, double[] Values)
{
    /// <summary>Trials a model keeps of a long history when it is chosen anew, and how many may join before it is.</summary>
    private const int Kept = 400, Batch = 50;

    /// <summary>
    /// An objective's data. A failed trial has the worst value of those completed, so that its surroundings are avoided and not
    /// forgotten; a pruned one has its best intermediate value, but none better than the median of those completed, which it did not reach.
    /// </summary>
    public static GpData OfObjective(IReadOnlyList<GpTrial> ended, int objective)
    {
        var completed = ended.Where(trial => trial.IsComplete).Select(trial => trial.Value(objective)).OfType<double>().Order().ToArray();
        var (median, worst) = completed.Length == 0 ? (double.NegativeInfinity, 0) : (completed[completed.Length / 2], completed[^1]);
        var values = new double[ended.Count];
        if (completed.Length == 0)
            worst = ended.Select(trial => trial.Value(objective)).OfType<double>().DefaultIfEmpty(0).Max();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ended[i].Value(objective) is not { } value ? worst
                : ended[i].Observation.State == TrialState.Pruned ? Math.Max(value, median) : value;
        }

        return new GpData(ended, values);
    }

    /// <summary>Whether a trial tells how far it keeps or breaks a constraint (0-based).</summary>
    public static bool Tells(GpTrial trial, int constraint) =>
        trial.Observation.Constraints.Count > constraint && !double.IsNegativeInfinity(trial.Observation.Constraints[constraint]);

    /// <summary>A constraint's data: trials that tell it; one that is not a number counts as the most broken.</summary>
    public static GpData OfConstraint(IReadOnlyList<GpTrial> ended, int constraint)
    {
        var told = ended.Where(trial => Tells(trial, constraint)).ToArray();
        var worst = told.Select(trial => trial.Observation.Constraints[constraint]).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        return new GpData(told, Array.ConvertAll(told, trial => double.IsFinite(trial.Observation.Constraints[constraint])
            ? trial.Observation.Constraints[constraint] : Math.Max(worst, 1)));
    }

    /// <summary>
    /// A bounded part of a long history: of the trials up to the last multiple of 50 the best 200 and the newest 200 others, and all since.
    /// It changes little from trial to trial, so that the factor grows instead of being computed anew.
    /// </summary>
    public GpData Bounded()
    {
        if (Trials.Count < Kept + Batch)
            return this;
        var settled = Trials.Count / Batch * Batch;
        var chosen = Chosen(settled, Kept);
        return Take([.. chosen, .. Enumerable.Range(settled, Trials.Count - settled)]);
    }

    /// <summary>At most <paramref name="most"/> trials, the best half and the newest others.</summary>
    public GpData Sample(int most) => Trials.Count <= most ? this : Take([.. Chosen(Trials.Count, most)]);

    /// <summary>Positions of <paramref name="count"/> of the first <paramref name="among"/> trials, the best half and the newest others; of all when they are fewer.</summary>
    public IEnumerable<int> Chosen(int among, int count)
    {
        var taken = new bool[among];
        foreach (var i in Enumerable.Range(0, among).OrderBy(i => Values[i]).Take(count / 2))
            taken[i] = true;
        var left = count - count / 2;
        for (var i = among - 1; i >= 0 && left > 0; i--)
        {
            left -= taken[i] ? 0 : 1;
            taken[i] = true;
        }

        return Enumerable.Range(0, among).Where(i => taken[i]);
    }

    private GpData Take(int[] positions) => new([.. positions.Select(i => Trials[i])], Array.ConvertAll(positions, i => Values[i]));
}
