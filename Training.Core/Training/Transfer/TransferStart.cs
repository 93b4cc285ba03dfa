using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>Gives a network its first weights, freezes what shall not train, and puts a learner around it.</summary>
internal static class TransferStart
{
    /// <summary>The learner of a spec, which owns the model from now on.</summary>
    /// <param name="model">With its initial weights, on its device.</param>
    /// <param name="spec">What is trained.</param>
    /// <param name="task">What for.</param>
    /// <param name="weights">Finds the file that a source names.</param>
    /// <param name="fresh">Whether weights are to be taken from the spec's source; not when a checkpoint gives them.</param>
    /// <exception cref="SpecException">There is no such source, nothing of it fits, or the family cannot be trained in parts.</exception>
    public static (Learner Learner, StartReport? Start) Learner(
        torch.nn.Module<torch.Tensor, torch.Tensor> model, TrainingSpec spec, TrainingTask task, Func<string, WeightsFile>? weights, bool fresh)
    {
        try
        {
            return Build(model, spec, task, weights, fresh);
        }
        catch
        {
            model.Dispose(); // nobody else holds it
            throw;
        }
    }

    /// <summary>
    /// What images of the same data were normalised by when the source's weights were trained: frozen layers would take others for strange ones, above all those of a few
    /// labelled rows. Null where there is no source, or it is of other data or no checkpoint.
    /// </summary>
    /// <param name="transfer">Names the source.</param>
    /// <param name="weights">Finds its file.</param>
    /// <param name="dataDigest">Of the data that are trained on now.</param>
    public static Preparation? Fitted(TransferSpec transfer, Func<string, WeightsFile>? weights, string dataDigest) =>
        transfer.Source.Length > 0 && weights is not null ? StartWeights.Fitted(weights(transfer.Source), dataDigest) : null;

    private static (Learner Learner, StartReport? Start) Build(
        torch.nn.Module<torch.Tensor, torch.Tensor> model, TrainingSpec spec, TrainingTask task, Func<string, WeightsFile>? weights, bool fresh)
    {
        var transfer = spec.Transfer;
        var own = ModelCatalog.Get(spec.Model.Kind).Learner;
        if (own is not null && transfer != TransferSpec.None)
            throw new SpecException(FieldOf(transfer), $"has no effect on '{spec.Model.Kind}', which is not trained block by block. Leave it out.");
        if (own is not null)
            return (own(model, spec, task), null);
        var blocks = NetworkBlocks.Of(model);
        StartReport? report = null;
        if (fresh && transfer.Source.Length > 0)
        {
            if (weights is null)
                throw new SpecException("start_from", $"'{transfer.Source}' cannot be looked up here: there is no store of weights. Leave it out, or train on the platform.");
            report = StartWeights.Take(weights(transfer.Source), transfer, model, blocks);
        }

        var frozen = NetworkBlocks.Freeze(blocks, transfer);
        return (new SupervisedLearner(model, Optimizers.Build(spec.Optimizer, model, blocks, transfer), task, spec), report is null ? null : report with { Frozen = frozen });
    }

    private static string FieldOf(TransferSpec spec) => spec.Source.Length > 0 ? "start_from" : spec.TrainBlocks > 0 ? "train_blocks" : "layer_rate_decay";
}
