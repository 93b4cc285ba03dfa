using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core.Models;

/// <summary>The family <c>rnn</c>: its fields and how they become a network.</summary>
internal static class RnnFamily
{
    private static readonly FieldCondition When = new("model", ["rnn"]);

    public static ModelFamily Family { get; } = new(
        "rnn", "Recurrent", "Reads a sequence step by step and keeps a memory: for text, series, and images row by row.",
        [
            Choice("rnn.cell", "Cell", "lstm", ["rnn", "lstm", "gru"], "How the memory is kept; lstm and gru remember for longer.", When, searchable: true),
            Int("rnn.layers", "Recurrent layers", 1, 1, 4, "Layers on top of each other.", When, search: new(1, 3)),
            Int("rnn.hidden", "Memory", 128, 8, 2048, "Units of each layer and direction.", When, search: new(32, 512), log: true),
            Flag("rnn.bidirectional", "Both directions", "Read the sequence backwards too; not for predicting what comes next.", When),
        ],
        values => new RnnSpec(
            values.Text("rnn.cell"), values.Int("rnn.layers"), values.Int("rnn.hidden"), values.Flag("rnn.bidirectional"), values.Text("activation"), values.Float("dropout")),
        (spec, shape, outputs, dropout) => new RecurrentNet(shape, outputs, (RnnSpec)spec, dropout))
    {
        Takes = [SampleKind.Text, SampleKind.Series, SampleKind.Image],
    };
}
