namespace Training.Core.Metrics;

/// <summary>How often each class was taken for each: counts by (true class, predicted class).</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    internal ConfusionMatrix(int classes, long[] counts)
    {
        Classes = classes;
        _counts = counts;
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Samples of class <paramref name="truth"/> that were taken for class <paramref name="predicted"/>.</summary>
    public long this[int truth, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)truth, (uint)Classes, nameof(truth));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
            return _counts[(truth * Classes) + predicted];
        }
    }

    /// <summary>All samples.</summary>
    public long Total => _counts.Sum();

    /// <summary>Share of samples on the diagonal, 0 to 1.</summary>
    public double Accuracy => Enumerable.Range(0, Classes).Sum(c => this[c, c]) / (double)Total;

    /// <summary>Share of a class's samples that were recognised; NaN when the class has none.</summary>
    public double Recall(int truth) => this[truth, truth] / (double)Enumerable.Range(0, Classes).Sum(predicted => this[truth, predicted]);

    /// <summary>Share of a class's predictions that were right; NaN when it was never predicted.</summary>
    public double Precision(int predicted) => this[predicted, predicted] / (double)Enumerable.Range(0, Classes).Sum(truth => this[truth, predicted]);
}
