namespace Training.Core.Metrics;

/// <summary>
/// How often each class was taken for each: counts by (true class, predicted class), and what follows from them. Only pairs that occur take space,
/// beside three numbers for each class, so that tens of thousands of classes can be counted; <see cref="Rows"/> writes all pairs out.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly Dictionary<(int Truth, int Predicted), long> _counts = [];
    private readonly long[] _samples, _predictions, _hits; // by class

    internal ConfusionMatrix(int classes)
    {
        Classes = classes;
        (_samples, _predictions, _hits) = (new long[classes], new long[classes], new long[classes]);
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
            return _counts.GetValueOrDefault((truth, predicted));
        }
    }

    /// <summary>All samples.</summary>
    public long Total => _samples.Sum();

    /// <summary>Share of samples on the diagonal, 0 to 1: also precision, recall and F1 over all decisions together (micro).</summary>
    public double Accuracy => _hits.Sum() / (double)Total;

    /// <summary>Mean recall of the classes that have samples, 0 to 1.</summary>
    public double BalancedAccuracy => All.Where(c => _samples[c] > 0).Average(Recall);

    /// <summary>Mean precision of the classes that occur as truth or prediction; one never predicted counts 0, as in scikit-learn.</summary>
    public double MacroPrecision => Occurring.Average(c => OrZero(Precision(c)));

    /// <summary>Mean recall of the classes that occur as truth or prediction; one without samples counts 0, as in scikit-learn.</summary>
    public double MacroRecall => Occurring.Average(c => OrZero(Recall(c)));

    /// <summary>Mean F1 of the classes that occur as truth or prediction.</summary>
    public double MacroF1 => Occurring.Average(F1);

    private IEnumerable<int> All => Enumerable.Range(0, Classes);

    private IEnumerable<int> Occurring => All.Where(c => _samples[c] + _predictions[c] > 0);

    /// <summary>Share of a class's samples that were recognised; NaN when the class has none.</summary>
    public double Recall(int truth) => _hits[truth] / (double)_samples[truth];

    /// <summary>Share of a class's predictions that were right; NaN when it was never predicted.</summary>
    public double Precision(int predicted) => _hits[predicted] / (double)_predictions[predicted];

    /// <summary>Harmonic mean of a class's precision and recall; NaN when it occurs neither as truth nor as prediction.</summary>
    public double F1(int c) => 2.0 * _hits[c] / (_samples[c] + _predictions[c]);

    /// <summary>The counts, a row for each true class.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Rows() => [.. All.Select(truth => (long[])[.. All.Select(predicted => this[truth, predicted])])];

    /// <summary>Counts a sample.</summary>
    internal void Add(int truth, int predicted)
    {
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, (truth, predicted), out _)++;
        _samples[truth]++;
        _predictions[predicted]++;
        if (truth == predicted)
            _hits[truth]++;
    }

    private static double OrZero(double share) => double.IsNaN(share) ? 0 : share;
}
