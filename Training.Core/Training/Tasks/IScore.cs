using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Adds up what batches measure.</summary>
internal interface IScore
{
    /// <summary>Takes one batch and what the network answered to it.</summary>
    void Add(torch.Tensor output, in Batch batch);

    /// <summary>Means over all samples by name, without a prefix such as <c>validation_</c>. An evaluation's score has <c>loss</c>.</summary>
    IReadOnlyDictionary<string, double> Result();
}
