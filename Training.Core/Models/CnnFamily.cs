using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>cnn</c>: its fields and how they become a network.</summary>
internal static class CnnFamily
{
    private static readonly FieldCondition When = new("model", ["cnn"]);

    public static ModelFamily Family { get; } = new(
        "cnn", "Convolutions", "Filters that slide over an image: the plain choice for small pictures.",
        [
            Int("cnn.channels", "First channels", 16, 1, 256, "Channels of the first convolution; every further block has twice as many.", When, search: new(8, 64), log: true),
            Int("cnn.blocks", "Blocks", 2, 1, 4, "Convolution blocks; each halves the image.", When, search: new(1, 3)),
            Choice("cnn.kernel", "Kernel", 3L, [3L, 5L], "Side of the convolution kernel.", When, searchable: true, unit: "pixels"),
            Int("cnn.hidden", "Hidden units", 128, 8, 4096, "Units of the layer between the convolutions and the classes.", When, search: new(32, 512), log: true),
        ],
        values => new CnnSpec(
            values.Int("cnn.channels"), values.Int("cnn.blocks"), values.Int("cnn.kernel"), values.Int("cnn.hidden"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, outputs, dropout) => new ConvNet(ModelCatalog.Need<ImageShape>(spec, shape, "images"), outputs, (CnnSpec)spec, dropout))
    {
        Takes = [SampleKind.Image],
    };
}
