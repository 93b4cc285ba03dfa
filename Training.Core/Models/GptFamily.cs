using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>gpt</c>: its fields and how they become a network.</summary>
internal static class GptFamily
{
    private static readonly FieldCondition When = new("model", ["gpt"]);

    public static ModelFamily Family { get; } = new(
        "gpt", "Language model", "A decoder-only transformer that predicts each token of a text from those before it.",
        [
            Int("gpt.layers", "Blocks", 4, 1, 12, "Blocks of attention and feed-forward.", When, search: new(2, 8)),
            Choice("gpt.width", "Width", 128L, TransformerFamily.Widths, "Values of each position.", When, searchable: true),
            Choice("gpt.heads", "Heads", 4L, TransformerFamily.Heads, "Heads of the attention; they share the width.", When, searchable: true),
        ],
        values => new GptSpec(values.Int("gpt.layers"), values.Int("gpt.width"), values.Int("gpt.heads"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, outputs, dropout) => new Gpt(ModelCatalog.Need<TextShape>(spec, shape, "text"), outputs, (GptSpec)spec, dropout))
    {
        Takes = [SampleKind.Text],
    };
}
