namespace Training.Core.Data.Labels;

/// <summary>
/// Finds labels that are likely wrong by confident learning (Northcutt, Jiang, Chuang 2021, "Confident learning: estimating uncertainty in dataset
/// labels", arXiv 1911.00068): each row is judged only by models that never trained on it, such as the folds of a cross-validation. The threshold of a
/// class is the mean probability of that class over the rows labelled so (Eq. 2). A row is suspect when, among the classes whose
/// probability reaches their threshold, the most probable one is not its label (Eq. 1, off the diagonal of the confident joint). The list is sorted
/// by self-confidence, the mean probability of the label. Not thread-safe.
/// </summary>
public sealed class OutOfFold
{
    /// <summary>The longest list that is given.</summary>
    public const int MostIssues = 10_000;

    private const long MostValues = 200_000_000;
    private readonly Dataset _data;
    private readonly double[] _sums; // (rows, classes)
    private readonly int[] _models;
    private readonly int _classes;

    /// <param name="data">With the labels that the models trained on.</param>
    /// <exception cref="LabelException">Its target is no class, or it is too large.</exception>
    public OutOfFold(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Target != TargetKind.Class)
            throw new LabelException(null, $"The target of '{data.Name}' is no class, so there is no probability of a label. Use a data set with classes.");
        if ((long)data.TrainRows * data.ClassNames.Count > MostValues)
            throw new LabelException(null, $"'{data.Name}' has {data.TrainRows} rows of {data.ClassNames.Count} classes, more than {MostValues} probabilities. Use fewer rows.");
        (_data, _classes) = (data, data.ClassNames.Count);
        _sums = new double[data.TrainRows * _classes];
        _models = new int[data.TrainRows];
    }

    /// <summary>Adds one model's answers.</summary>
    public void Add(HeldOutProbabilities held)
    {
        ArgumentNullException.ThrowIfNull(held);
        var probabilities = held.Probabilities.Span;
        for (var i = 0; i < held.Rows.Count; i++)
        {
            var row = held.Rows[i];
            _models[row]++;
            for (var c = 0; c < _classes; c++)
                _sums[(row * _classes) + c] += probabilities[(i * _classes) + c];
        }
    }

    /// <summary>The rows whose labels are least believed, at most <see cref="MostIssues"/>.</summary>
    public LabelReport Report()
    {
        int[] judged = [.. Enumerable.Range(0, _models.Length).Where(row => _models[row] > 0)];
        var given = Array.ConvertAll(judged, row => _data.ClassOf(DataPart.Train, row));
        var thresholds = Thresholds(judged, given);
        var self = judged.Select((row, i) => Mean(row, given[i])).ToArray();
        var suspects = judged.Select((row, i) => Confident(row, thresholds) is { } found && found != given[i]).ToArray();
        var least = Enumerable.Range(0, judged.Length).OrderBy(i => self[i]).ThenBy(i => judged[i]).Take(MostIssues);
        return new LabelReport(
            _models.Length, judged.Length, suspects.Count(suspect => suspect), [.. least.Select(i => Issue(judged[i], given[i], self[i], suspects[i]))], _data.Digest);
    }

    private LabelIssue Issue(int row, int given, double self, bool suspect)
    {
        var other = Enumerable.Range(0, _classes).Where(c => c != given).MaxBy(c => Mean(row, c));
        return new(row, _data.ClassNames[given], self, _data.ClassNames[other], Mean(row, other), suspect, _models[row]);
    }

    // A class that no judged row has is never confidently another row's.
    private double[] Thresholds(int[] judged, int[] given)
    {
        var (sums, counts) = (new double[_classes], new int[_classes]);
        for (var i = 0; i < judged.Length; i++)
        {
            sums[given[i]] += Mean(judged[i], given[i]);
            counts[given[i]]++;
        }

        return [.. sums.Zip(counts, (sum, count) => count == 0 ? double.PositiveInfinity : sum / count)];
    }

    private int? Confident(int row, double[] thresholds)
    {
        int? best = null;
        for (var c = 0; c < _classes; c++)
        {
            if (Mean(row, c) >= thresholds[c] && (best is null || Mean(row, c) > Mean(row, best.Value)))
                best = c;
        }

        return best;
    }

    private double Mean(int row, int c) => _sums[(row * _classes) + c] / _models[row];
}
