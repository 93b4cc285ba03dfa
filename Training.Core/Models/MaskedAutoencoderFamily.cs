using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>masked_autoencoder</c>: its fields and how they become a network.</summary>
internal static class MaskedAutoencoderFamily
{
    private static readonly FieldCondition When = new("model", ["masked_autoencoder"]);

    public static ModelFamily Family { get; } = new(
        "masked_autoencoder", "Masked autoencoder", "Guesses hidden patches of pictures from the visible ones, without labels; a transformer of equal layers, width and patch can start from its encoder.",
        [
            Int("masked_autoencoder.layers", "Blocks", 3, 1, 12, "Blocks of the encoder.", When, search: new(1, 6)),
            Choice("masked_autoencoder.width", "Width", 64L, TransformerFamily.Widths, "Values of each position in the encoder.", When, searchable: true),
            Choice("masked_autoencoder.heads", "Heads", 4L, TransformerFamily.Heads, "Heads of the attention; they share the width.", When, searchable: true),
            Int("masked_autoencoder.feed_forward", "Feed-forward factor", 4, 1, 8, "Hidden units of a block's feed-forward part, as a multiple of the width.", When, search: new(1, 4)),
            Int("masked_autoencoder.patch", "Patch", 4, 1, 64, "Side of the squares that an image is cut into; it must divide the image's sides.", When, unit: "pixels", searchable: true),
            Float("masked_autoencoder.mask_ratio", "Hidden share", 0.75, 0.1, 0.95, "Share of the patches that are hidden; others for each picture and epoch.", When, search: new(0.5, 0.9)),
            Int("masked_autoencoder.decoder_layers", "Decoder blocks", 1, 1, 12, "Blocks of the decoder, which is thrown away afterwards.", When, search: new(1, 4)),
            Choice("masked_autoencoder.decoder_width", "Decoder width", 64L, TransformerFamily.Widths, "Values of each position in the decoder.", When, searchable: true),
        ],
        values => new MaskedAutoencoderSpec(
            values.Int("masked_autoencoder.layers"), values.Int("masked_autoencoder.width"), values.Int("masked_autoencoder.heads"), values.Int("masked_autoencoder.feed_forward"),
            values.Int("masked_autoencoder.patch"), values.Float("masked_autoencoder.mask_ratio"), values.Int("masked_autoencoder.decoder_layers"),
            values.Int("masked_autoencoder.decoder_width"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, _, dropout) => new MaskedAutoencoder(ModelCatalog.Need<ImageShape>(spec, shape, "images"), (MaskedAutoencoderSpec)spec, dropout))
    {
        Takes = [SampleKind.Image], Target = TargetKind.Input,
    };
}
