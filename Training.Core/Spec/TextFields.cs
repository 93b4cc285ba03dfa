using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of text data.</summary>
internal static class TextFields
{
    private static readonly FieldCondition When = new("model", ["gpt", "rnn"]);

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        .. new[]
        {
            Choice("text.tokenizer", "Tokenizer", TextSpec.Default.Tokenizer, ["character", "bpe"], "What a token of a text is: a character, or a frequent piece learned from the text (bpe).", When, searchable: true),
            Int("text.vocabulary", "Vocabulary", TextSpec.Default.Vocabulary, 257, 32_768, "Tokens that bpe learns; more make longer pieces.", new("text.tokenizer", ["bpe"]), search: new(300, 4096), log: true, unit: "tokens"),
            Int("text.context", "Context", TextSpec.Default.Context, 8, 1024, "Tokens that the model sees at once.", When, search: new(32, 256), log: true, unit: "tokens"),
            Int("text.windows_per_epoch", "Windows of an epoch", 0, 0, 10_000_000, "Pieces of text, as long as the context, at random places that make one epoch; 0 cuts the whole training part into such pieces.", When, unit: "windows"),
        }.OnlyFor(SampleKind.Text),
    ];
}
