namespace Training.Core.Metrics;

/// <summary>Whether probabilities mean what they say.</summary>
public static class Calibration
{
    /// <summary>
    /// Expected calibration error (Guo et al. 2017, equation 3): rows are put into bins of equal width by the probability of their most
    /// probable class; the mean over rows of |share of right rows - mean probability| of their bin, 0 to 1.
    /// </summary>
    /// <param name="probabilities">(n, classes).</param>
    /// <param name="labels">(n).</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="bins">At least 1. A bin holds its lower edge; the last holds 1 too.</param>
    public static double ExpectedError(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes, int bins = 15)
    {
        Classification.CheckShapes(probabilities, labels, classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var (sure, right) = (new double[bins], new long[bins]);
        for (var row = 0; row < labels.Length; row++)
        {
            var predicted = Classification.MostProbable(probabilities.Slice(row * classes, classes));
            double probability = probabilities[(row * classes) + predicted];
            if (double.IsNaN(probability))
                return double.NaN;
            var bin = Math.Clamp((int)(probability * bins), 0, bins - 1);
            sure[bin] += probability;
            right[bin] += predicted == labels[row] ? 1 : 0;
        }

        return Enumerable.Range(0, bins).Sum(bin => Math.Abs(right[bin] - sure[bin])) / labels.Length;
    }
}
