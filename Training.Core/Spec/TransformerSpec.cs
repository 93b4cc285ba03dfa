using Training.Core.Data;
using Training.Core.Models;

namespace Training.Core;

/// <summary>A transformer encoder that gives one answer for a whole image, series or text.</summary>
/// <param name="Layers">Blocks, 1 to 12.</param>
/// <param name="Width">Values of a position.</param>
/// <param name="Heads">Heads of the attention; they share the width.</param>
/// <param name="FeedForward">Hidden units of a block's feed-forward part, as a multiple of the width.</param>
/// <param name="Patch">Side of the squares that an image is cut into, in pixels.</param>
/// <param name="Activation">See <see cref="ModelSpec"/>.</param>
/// <param name="Dropout">See <see cref="ModelSpec"/>.</param>
public sealed record TransformerSpec(int Layers, int Width, int Heads, int FeedForward, int Patch, string Activation, double Dropout) : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "transformer";

    internal override long LargestTensor(SampleShape shape) => Attention.LargestTensor(shape, Patch, Heads, Width, FeedForward);

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["transformer.layers"] = (long)Layers;
        fields["transformer.width"] = (long)Width;
        fields["transformer.heads"] = (long)Heads;
        fields["transformer.feed_forward"] = (long)FeedForward;
        fields["transformer.patch"] = (long)Patch;
    }
}
