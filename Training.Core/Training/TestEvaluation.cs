using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>A model's final judgement on the test part: the task's measures, the same by group, and the accuracy under attack.</summary>
/// <param name="forward">The network in evaluation mode.</param>
/// <param name="network">What has gradients; null where nothing has.</param>
/// <param name="task">What is measured.</param>
/// <param name="data">Its test part.</param>
/// <param name="source">Where the data come from.</param>
internal sealed class TestEvaluation(Func<Batch, torch.Tensor> forward, torch.nn.Module? network, TrainingTask task, PreparedData data, Dataset source)
{
    /// <summary>Refuses what cannot be measured, before anything is trained.</summary>
    /// <exception cref="SpecException">A column is unknown or no category, or an attack needs classes of images or of a table's numbers.</exception>
    public static void Check(TestSpec spec, PreparedData data, Dataset source)
    {
        foreach (var column in spec.GroupColumns)
            source.TestGroups(column);
        if (spec.AttackStrengths.Count > 0 && (data.Target != TargetKind.Class || data.Attackable is null))
            throw new SpecException("test.attacks", $"an attack needs classes of images or of a table with numbers, which '{source.Name}' has not. Leave it out.");
    }

    /// <summary>Measures all that the spec asks for. A model without gradients, such as trees, is not attacked.</summary>
    public EvaluationResult Run(TestSpec spec, CancellationToken stop)
    {
        var whole = Evaluation.Test(forward, task, data, stop);
        return whole with
        {
            Groups = [.. spec.GroupColumns.SelectMany(column => ByGroup(column, stop))],
            Attacks = spec.AttackStrengths.Count == 0 || network is null ? [] : new SignAttack(forward, network, task, data).Measure(spec.AttackStrengths, stop),
        };
    }

    private IEnumerable<GroupMeasures> ByGroup(string column, CancellationToken stop)
    {
        var groups = source.TestGroups(column);
        foreach (var (at, name) in groups.Names.Index())
        {
            int[] rows = [.. Enumerable.Range(0, groups.Codes.Length).Where(row => groups.Codes[row] == at)];
            var score = Evaluation.Score(forward, task, data.ReadTest, data.EvaluationRows, rows, stop);
            var measures = new Dictionary<string, double>(score.FullResult(), StringComparer.Ordinal);
            if (score.Confusion is { Classes: 2 } confusion)
                AddRates(measures, confusion);
            yield return new GroupMeasures(column, name, rows.Length, measures);
        }
    }

    // What fairness criteria compare: demographic parity the first, equalised odds the others (Hardt, Price and Srebro 2016).
    private static void AddRates(Dictionary<string, double> measures, ConfusionMatrix confusion)
    {
        measures["selection_rate"] = (confusion[0, 1] + confusion[1, 1]) / (double)confusion.Total;
        if (confusion[1, 0] + confusion[1, 1] > 0)
            measures["true_positive_rate"] = confusion.Recall(1);
        if (confusion[0, 0] + confusion[0, 1] > 0)
            measures["false_positive_rate"] = 1 - confusion.Recall(0);
    }
}
