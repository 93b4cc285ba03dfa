using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>autoencoder</c>: its fields and how they become a network.</summary>
internal static class AutoencoderFamily
{
    private static readonly FieldCondition When = new("model", ["autoencoder"]);

    public static ModelFamily Family { get; } = new(
        "autoencoder", "Autoencoder", "Rebuilds pictures from a short code, without labels; a cnn of equal channels, blocks and kernel can start from its convolutions.",
        [
            Int("autoencoder.channels", "First channels", 16, 1, 256, "Channels of the first convolution; every further block has twice as many.", When, search: new(8, 64), log: true),
            Int("autoencoder.blocks", "Blocks", 2, 1, 4, "Convolution blocks; each halves the image, whose sides they must divide evenly.", When, search: new(1, 3)),
            Choice("autoencoder.kernel", "Kernel", 3L, [3L, 5L], "Side of the encoder's convolution kernel.", When, searchable: true, unit: "pixels"),
            Int("autoencoder.code", "Code", 32, 1, 4096, "Numbers that each picture must pass through.", When, search: new(8, 256), log: true),
        ],
        values => new AutoencoderSpec(
            values.Int("autoencoder.channels"), values.Int("autoencoder.blocks"), values.Int("autoencoder.kernel"), values.Int("autoencoder.code"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, _, dropout) => new Autoencoder(ModelCatalog.Need<ImageShape>(spec, shape, "images"), (AutoencoderSpec)spec, dropout))
    {
        Takes = [SampleKind.Image], Target = TargetKind.Input,
    };
}
