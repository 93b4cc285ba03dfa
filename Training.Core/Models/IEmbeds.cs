using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>A network of tables that first looks its categories' codes up: what follows depends smoothly on the values found.</summary>
internal interface IEmbeds
{
    /// <summary>How many values stand for each category.</summary>
    IReadOnlyList<int> EmbeddedSizes { get; }

    /// <summary>(N, numbers + codes) to (N, numbers + found values).</summary>
    torch.Tensor Embed(torch.Tensor input);

    /// <summary>The rest of the network, from what <see cref="Embed"/> answers to (N, outputs).</summary>
    torch.Tensor FromEmbedded(torch.Tensor embedded);
}
