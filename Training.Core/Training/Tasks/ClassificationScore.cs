using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Keeps the probabilities and labels of an evaluation and answers what follows from them.</summary>
/// <param name="classes">Number of classes.</param>
/// <param name="probabilities">(N, classes) of outputs.</param>
/// <param name="lossSum">The sum of a batch's losses.</param>
internal sealed class ClassificationScore(int classes, Func<torch.Tensor, torch.Tensor> probabilities, Func<torch.Tensor, torch.Tensor, double> lossSum) : IScore
{
    // Beyond this, sorting by every class would be felt: 4 million probabilities take about half a second.
    private const int MostRanked = 4_000_000;
    private static readonly int[] Tops = [3, 5];
    private readonly List<float> _probabilities = [];
    private readonly List<long> _labels = [];
    private readonly long[] _counts = new long[classes * classes];
    private double _loss;

    /// <summary>How often each class was taken for each.</summary>
    public ConfusionMatrix Confusion => new(classes, _counts);

    private ReadOnlySpan<float> Probabilities => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_probabilities);

    private ReadOnlySpan<long> Labels => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_labels);

    public void Add(torch.Tensor output, in Batch batch)
    {
        _loss += lossSum(output, batch.Target);
        _probabilities.AddRange(probabilities(output).ToArray<float>());
        var (labels, predicted) = (batch.Target.ToArray<long>(), output.argmax(1).ToArray<long>());
        _labels.AddRange(labels);
        for (var row = 0; row < labels.Length; row++)
            _counts[(labels[row] * classes) + predicted[row]]++;
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
            ["loss"] = _loss / _labels.Count,
        };
        if (_probabilities.Count <= MostRanked)
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
        if (_probabilities.Count > MostRanked) // else it is there
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
