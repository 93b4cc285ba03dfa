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

    /// <summary>The value below which a share <paramref name="share"/> (0 to 1) of sorted values lies, with linear interpolation (type 7 of Hyndman and Fan 1996).</summary>
    public static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return below == position ? sorted[below] : sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
