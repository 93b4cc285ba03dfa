using Training.Core.Metrics;

namespace Training.Core;

/// <summary>A model's score on one part of a data set.</summary>
/// <param name="Metrics">
/// All measures of the task with the prefix <c>test_</c>. Of classes: loss (no label smoothing), accuracy, balanced_accuracy, precision_macro,
/// recall_macro, f1_macro, f1_micro, roc_auc, pr_auc, log_loss (nats), calibration_error and, with enough classes, top3_accuracy and top5_accuracy; one
/// that is not defined on these rows is left out.
/// </param>
/// <param name="Samples">Samples scored.</param>
public sealed record EvaluationResult(IReadOnlyDictionary<string, double> Metrics, long Samples)
{
    /// <summary>How often each class was taken for each; null when the target is no class.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>The measures by the values of some columns, in their order; empty when none were asked for.</summary>
    public IReadOnlyList<GroupMeasures> Groups { get; init; } = [];

    /// <summary>The accuracy under attack, from weak to strong as asked for, strength 0 first; empty when none was asked for.</summary>
    public IReadOnlyList<AttackResult> Attacks { get; init; } = [];

    /// <summary>Names of the classes, in the matrix's order; empty when the target is no class.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
}
