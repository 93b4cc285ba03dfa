using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>Calls any network with a batch.</summary>
internal static class NetworkAnswer
{
    /// <summary>The network's answer in its current mode.</summary>
    public static torch.Tensor Answer(this torch.nn.Module<torch.Tensor, torch.Tensor> model, in Batch batch) =>
        model is IRowNetwork rows ? rows.Answer(batch) : model.call(batch.Input);
}
