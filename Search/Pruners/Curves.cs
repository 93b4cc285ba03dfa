namespace Search;

/// <summary>Numbers read off a curve of intermediate values, minimised, element 0 being epoch 1.</summary>
internal static class Curves
{
    /// <summary>The least finite value within the first <paramref name="epochs"/>; null when there is none or the curve is shorter.</summary>
    public static double? Best(IReadOnlyList<double> curve, int epochs)
    {
        if (curve.Count < epochs)
            return null;
        double? best = null;
        for (var i = 0; i < epochs; i++)
        {
            if (double.IsFinite(curve[i]) && !(best <= curve[i]))
                best = curve[i];
        }

        return best;
    }

    /// <summary>
    /// The least finite value of a trial within the first <paramref name="epochs"/>. A completed trial that ended before by itself, as by early
    /// stopping, would not have come further: it keeps its best, or the value that it was told with where that is better. Null when there is none, or the trial has not come so far.
    /// </summary>
    public static double? Best(Observation trial, int epochs)
    {
        if (!EndedBefore(trial, epochs))
            return Best(trial.Curve, epochs);
        var best = Best(trial.Curve, trial.Curve.Count);
        return trial.Value is { } value && double.IsFinite(value) && !(best <= value) ? value : best;
    }

    /// <summary>Whether a trial completed by itself before an epoch.</summary>
    public static bool EndedBefore(Observation trial, int epoch) => trial.State == TrialState.Completed && trial.Curve.Count > 0 && trial.Curve.Count < epoch;

    /// <summary>The curve of a trial up to an epoch, see <see cref="ContinuedCurve"/>.</summary>
    public static IReadOnlyList<double> Whole(Observation trial, int epochs) =>
        EndedBefore(trial, epochs) ? new ContinuedCurve(trial.Curve, trial.Value ?? double.NaN, epochs) : trial.Curve;

    /// <summary>The value below which a share <paramref name="share"/> (0 to 1) of sorted values lies, with linear interpolation (type 7 of Hyndman and Fan 1996).</summary>
    public static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return below == position ? sorted[below] : sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
