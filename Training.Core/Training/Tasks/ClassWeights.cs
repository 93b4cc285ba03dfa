using Training.Core.Data;

namespace Training.Core;

/// <summary>Weights of classes by the inverse of how often they occur.</summary>
internal static class ClassWeights
{
    /// <summary>
    /// n / (k · n_c) for n rows in k classes, n_c of them in class c (scikit-learn's <c>balanced</c>): each class weighs alike, and the mean over
    /// rows is 1. A class without rows weighs 0.
    /// </summary>
    public static float[] Balanced(IReadOnlyList<long> counts)
    {
        var rows = counts.Sum();
        var present = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 0 : (float)((double)rows / ((double)present * count)))];
    }

    /// <summary>Rows of each class among the training rows.</summary>
    public static long[] Count(PreparedData data)
    {
        var counts = new long[data.ClassNames.Count];
        var labels = data.Strata;
        foreach (var row in data.Split.Train)
            counts[labels[row]]++;
        return counts;
    }
}
