namespace Training.Core;

/// <summary>How a text becomes tokens and windows; without effect on other data.</summary>
/// <param name="Tokenizer"><c>character</c> or <c>bpe</c> (byte-level byte-pair encoding trained on the training part).</param>
/// <param name="Vocabulary">Tokens of <c>bpe</c>, 257 to 32,768: 256 bytes and the pairs merged.</param>
/// <param name="Context">Tokens that a model sees at once, 8 to 1024.</param>
/// <param name="WindowsPerEpoch">Windows at random places that make an epoch; 0 cuts the whole training part into windows, from a random offset on.</param>
public sealed record TextSpec(string Tokenizer, int Vocabulary, int Context, int WindowsPerEpoch)
{
    /// <summary>What fields left out mean.</summary>
    public static TextSpec Default { get; } = new("character", 512, 128, 0);

    internal static TextSpec Read(FieldValues values) =>
        new(values.Text("text.tokenizer"), values.Int("text.vocabulary"), values.Int("text.context"), values.Int("text.windows_per_epoch"));

    internal void Write(IDictionary<string, object> fields)
    {
        fields["text.tokenizer"] = Tokenizer;
        fields["text.vocabulary"] = (long)Vocabulary;
        fields["text.context"] = (long)Context;
        fields["text.windows_per_epoch"] = (long)WindowsPerEpoch;
    }
}
