using Training.Core.Models;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core;

/// <summary>
/// Cuts a network into blocks, from the input to the head: a residual or transformer block is one, and so is each other layer with weights.
/// Normalisations and embeddings belong to the block before them, parameters of the network itself to the first.
/// </summary>
internal static class NetworkBlocks
{
    /// <summary>The blocks of a network; together they hold every parameter once.</summary>
    public static IReadOnlyList<NetworkBlock> Of(torch.nn.Module model)
    {
        var blocks = new List<NetworkBlock>();
        var own = model.own_parameters().Count > 0;
        string? inside = null;
        foreach (var (name, module) in model.named_modules().Where(pair => pair.name.Length > 0))
        {
            if (inside is not null && name.StartsWith(inside, StringComparison.Ordinal))
                continue;
            var whole = module is IBlock;
            inside = whole ? $"{name}." : null;
            if (!whole && module.own_parameters().Count == 0)
                continue;
            if (blocks.Count == 0 || module is not (BatchNorm or LayerNorm or Embedding))
                blocks.Add(new NetworkBlock(name));
            blocks[^1].Add(name, module, whole);
        }

        if (own && blocks.Count == 0)
            blocks.Add(new NetworkBlock(""));
        if (own)
            blocks[0].Add("", model, whole: false);
        return blocks;
    }

    /// <summary>Freezes all but the last blocks that the settings name; the frozen ones' names.</summary>
    public static IReadOnlyList<string> Freeze(IReadOnlyList<NetworkBlock> blocks, TransferSpec spec)
    {
        if (spec.TrainBlocks == 0)
            return [];
        var frozen = blocks.Take(Math.Max(0, blocks.Count - spec.TrainBlocks)).ToArray();
        foreach (var block in frozen)
            block.Freeze();
        return [.. frozen.Select(block => block.Name)];
    }
}
