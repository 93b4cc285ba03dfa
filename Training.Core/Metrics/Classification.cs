namespace Training.Core.Metrics;

/// <summary>Measures of a classifier from its class probabilities, (n, classes) row-major, and the true labels, (n). Sums run in row order, so equal input gives equal bits.</summary>
public static class Classification
{
    private const double Smallest = 1e-15;   // keeps the logarithm finite when a true class gets probability 0

    /// <summary>Share of rows whose most probable class (the first of equals) is the true one, 0 to 1.</summary>
    public static double Accuracy(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes)
    {
        CheckShapes(probabilities, labels, classes);
        var right = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            if (MostProbable(probabilities.Slice(row * classes, classes)) == labels[row])
                right++;
        }

        return (double)right / labels.Length;
    }

    /// <summary>Mean of -ln(probability of the true class), in nats; probabilities below 1e-15 count as 1e-15.</summary>
    public static double LogLoss(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes)
    {
        CheckShapes(probabilities, labels, classes);
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            var probability = (double)probabilities[(row * classes) + (int)labels[row]];
            sum -= Math.Log(Math.Max(probability, Smallest));   // Max passes NaN on
        }

        return sum / labels.Length;
    }

    /// <summary>Counts each pair of true and predicted class.</summary>
    public static ConfusionMatrix Confusion(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes)
    {
        CheckShapes(probabilities, labels, classes);
        var confusion = new ConfusionMatrix(classes);
        for (var row = 0; row < labels.Length; row++)
            confusion.Add((int)labels[row], MostProbable(probabilities.Slice(row * classes, classes)));
        return confusion;
    }

    /// <summary>Share of rows whose true class is among the k most probable (of equals the first), 0 to 1.</summary>
    public static double TopAccuracy(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes, int k)
    {
        CheckShapes(probabilities, labels, classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var right = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            if (Rank(probabilities.Slice(row * classes, classes), (int)labels[row]) < k)
                right++;
        }

        return (double)right / labels.Length;
    }

    // How many classes come before one.
    private static int Rank(ReadOnlySpan<float> row, int label)
    {
        var before = 0;
        for (var c = 0; c < row.Length; c++)
        {
            if (row[c] > row[label] || (c < label && row[c].Equals(row[label])) || float.IsNaN(row[c]))
                before++;
        }

        return before;
    }

    internal static int MostProbable(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var c = 1; c < row.Length; c++)
        {
            if (row[c] > row[best])
                best = c;
        }

        return best;
    }

    internal static void CheckShapes(ReadOnlySpan<float> probabilities, ReadOnlySpan<long> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfZero(labels.Length, nameof(labels));
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, (long)labels.Length * classes, nameof(probabilities));
        if (labels.IndexOfAnyExceptInRange(0, classes - 1) is var wrong and >= 0)
            throw new ArgumentOutOfRangeException(nameof(labels), labels[wrong], $"Row {wrong} has a label outside 0 to {classes - 1}.");
    }
}
