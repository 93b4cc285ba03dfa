using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>transformer</c>: its fields and how they become a network.</summary>
internal static class TransformerFamily
{
    private static readonly FieldCondition When = new("model", ["transformer"]);

    // Every one is a multiple of every number of heads, so that a search never meets a pair that does not fit.
    internal static readonly object[] Widths = [16L, 32L, 48L, 64L, 96L, 128L, 192L, 256L, 384L, 512L, 768L, 1024L];
    internal static readonly object[] Heads = [1L, 2L, 4L, 8L, 16L];

    public static ModelFamily Family { get; } = new(
        "transformer", "Transformer", "Every part of the input looks at every other: for pictures cut into patches.",
        [
            Int("transformer.layers", "Blocks", 2, 1, 12, "Blocks of attention and feed-forward.", When, search: new(1, 6)),
            Choice("transformer.width", "Width", 64L, Widths, "Values of each position.", When, searchable: true),
            Choice("transformer.heads", "Heads", 4L, Heads, "Heads of the attention; they share the width.", When, searchable: true),
            Int("transformer.feed_forward", "Feed-forward factor", 4, 1, 8, "Hidden units of a block's feed-forward part, as a multiple of the width.", When, search: new(1, 4)),
            Int("transformer.patch", "Patch", 4, 1, 64, "Side of the squares that an image is cut into; it must divide the image's sides.", When, unit: "pixels", searchable: true).OnlyFor(SampleKind.Image),
        ],
        values => new TransformerSpec(
            values.Int("transformer.layers"), values.Int("transformer.width"), values.Int("transformer.heads"), values.Int("transformer.feed_forward"), values.Int("transformer.patch"),
            values.Text("activation"), values.Float("dropout")),
        (spec, shape, outputs, dropout) => new TransformerNet(shape, outputs, (TransformerSpec)spec, dropout))
    {
        Takes = [SampleKind.Image, SampleKind.Series],
    };
}
