using Training.Core.Data;
using Training.Core.Models;

namespace Training.Core;

/// <summary>A masked autoencoder of images (He et al. 2021, arXiv 2111.06377).</summary>
/// <param name="Layers">Blocks of the encoder, 1 to 12.</param>
/// <param name="Width">Values of a position in the encoder.</param>
/// <param name="Heads">Heads of all attention.</param>
/// <param name="FeedForward">Hidden units of a block's feed-forward part, as a multiple of the width.</param>
/// <param name="Patch">Side of the squares that an image is cut into, in pixels.</param>
/// <param name="MaskRatio">Share of the patches that are hidden, 0.1 to 0.95; at least one stays visible.</param>
/// <param name="DecoderLayers">Blocks of the decoder.</param>
/// <param name="DecoderWidth">Values of a position in the decoder.</param>
/// <param name="Activation">See <see cref="ModelSpec"/>.</param>
/// <param name="Dropout">See <see cref="ModelSpec"/>.</param>
public sealed record MaskedAutoencoderSpec(
    int Layers, int Width, int Heads, int FeedForward, int Patch, double MaskRatio, int DecoderLayers, int DecoderWidth, string Activation, double Dropout)
    : ModelSpec(Activation, Dropout)
{
    /// <inheritdoc/>
    public override string Kind => "masked_autoencoder";

    /// <summary>How many of so many patches are hidden.</summary>
    internal int Masked(int patches) => Math.Clamp((int)Math.Round(patches * MaskRatio, MidpointRounding.AwayFromZero), 1, Math.Max(1, patches - 1));

    internal override long LargestTensor(SampleShape shape) => Attention.LargestTensor(shape, Patch, Heads, Math.Max(Width, DecoderWidth), FeedForward); // the decoder sees all patches

    internal override void Write(IDictionary<string, object> fields)
    {
        fields["masked_autoencoder.layers"] = (long)Layers;
        fields["masked_autoencoder.width"] = (long)Width;
        fields["masked_autoencoder.heads"] = (long)Heads;
        fields["masked_autoencoder.feed_forward"] = (long)FeedForward;
        fields["masked_autoencoder.patch"] = (long)Patch;
        fields["masked_autoencoder.mask_ratio"] = MaskRatio;
        fields["masked_autoencoder.decoder_layers"] = (long)DecoderLayers;
        fields["masked_autoencoder.decoder_width"] = (long)DecoderWidth;
    }
}
