using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Keeps the probabilities and labels of an evaluation and answers what follows from them.</summary>
/// <param name="classes">Number of classes.</param>
/// <param name="probabilities">(N, classes) of outputs.</param>
/// <param name="lossSum">The sum of a batch's losses.</param>
/// <param name="forFullResult">Whether <see cref="FullResult"/> will be asked for; else no more probabilities are kept than <see cref="Result"/> looks at.</param>
internal sealed class ClassificationScore(
    int classes, Func<torch.Tensor, torch.Tensor> probabilities, Func<torch.Tensor, torch.Tensor, double> lossSum, bool forFullResult) : IScore
{
    // Beyond this, sorting by every class would be felt: 4 million probabilities take about half a second.
    internal const int MostRanked = 4_000_000;
    private static readonly int[] Tops = [3, 5];
    private readonly List<float> _probabilities = [];
    private readonly List<long> _labels = [];
    private double _loss;
    private long _rows;

    /// <summary>How often each class was taken for each.</summary>
    public ConfusionMatrix Confusion { get; } = new(classes);

    private ReadOnlySpan<float> Probabilities => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_probabilities);

    private ReadOnlySpan<long> Labels => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_labels);

    /// <summary>Probabilities that are kept.</summary>
    internal int Kept => _probabilities.Count;

    private bool Ranked => _rows * classes <= MostRanked;

    public void Add(torch.Tensor output, in Batch batch)
    {
        _loss += lossSum(output, batch.Target);
        var (labels, predicted) = (batch.Target.ToArray<long>(), output.argmax(1).ToArray<long>());
        _rows += labels.Length;
        Keep(output, labels);
        for (var row = 0; row < labels.Length; row++)
            Confusion.Add((int)labels[row], (int)predicted[row]);
    }

    private void Keep(torch.Tensor output, long[] labels)
    {
        if (forFullResult || Ranked)
        {
            _probabilities.AddRange(probabilities(output).ToArray<float>());
            _labels.AddRange(labels);
        }
        else if (_labels.Count > 0)
        {
            _probabilities.Clear();
            _probabilities.TrimExcess();
            _labels.Clear();
        }
    }

    /// <summary>What an epoch measures; those that are not defined on these rows are left out.</summary>
    public IReadOnlyDictionary<string, double> Result()
    {
        var confusion = Confusion;
        var result = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["accuracy"] = confusion.Accuracy,
            ["balanced_accuracy"] = confusion.BalancedAccuracy,
            ["f1_macro"] = confusion.MacroF1,
            ["loss"] = _loss / _rows,
        };
        if (Ranked)
            AddDefined(result, "roc_auc", Ranking.RocArea(Probabilities, Labels, classes));
        return result;
    }

    /// <summary>What is measured once, at the end.</summary>
    public IReadOnlyDictionary<string, double> FullResult()
    {
        var confusion = Confusion;
        var result = new Dictionary<string, double>(Result(), StringComparer.Ordinal)
        {
            ["precision_macro"] = confusion.MacroPrecision,
            ["recall_macro"] = confusion.MacroRecall,
            ["f1_micro"] = confusion.Accuracy,
            ["log_loss"] = Classification.LogLoss(Probabilities, Labels, classes),
        };
        if (!Ranked) // else it is there
            AddDefined(result, "roc_auc", Ranking.RocArea(Probabilities, Labels, classes));
        AddDefined(result, "pr_auc", Ranking.AveragePrecision(Probabilities, Labels, classes));
        AddDefined(result, "calibration_error", Calibration.ExpectedError(Probabilities, Labels, classes));
        foreach (var k in Tops.Where(k => k < classes))
            result[$"top{k}_accuracy"] = Classification.TopAccuracy(Probabilities, Labels, classes, k);
        return result;
    }

    private static void AddDefined(Dictionary<string, double> result, string name, double value)
    {
        if (!double.IsNaN(value))
            result[name] = value;
    }
}
