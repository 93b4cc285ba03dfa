using Training.Core.Data;
using Training.Core.Metrics;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Adds up what batches measure.</summary>
internal interface IScore
{
    /// <summary>Takes one batch and what the network answered to it.</summary>
    void Add(torch.Tensor output, in Batch batch);

    /// <summary>Means over all samples by name, without a prefix such as <c>validation_</c>. An evaluation's score has <c>loss</c>.</summary>
    IReadOnlyDictionary<string, double> Result();

    /// <summary>All measures, for a model's final evaluation; those that <see cref="Result"/> gives are among them.</summary>
    IReadOnlyDictionary<string, double> FullResult() => Result();

    /// <summary>How often each class was taken for each; null when the target is no class.</summary>
    ConfusionMatrix? Confusion => null;
}
