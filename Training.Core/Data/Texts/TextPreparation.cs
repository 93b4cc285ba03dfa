namespace Training.Core.Data.Texts;

/// <summary>Text: its tokenizer, and how many tokens a model sees.</summary>
/// <param name="Tokenizer"><c>character</c> or <c>bpe</c>.</param>
/// <param name="Characters">Of a character tokenizer: the known characters, token 1 first; token 0 is any other.</param>
/// <param name="Merges">Of byte-pair encoding: the merged pairs, two numbers each; pair k makes the token 256 + k.</param>
/// <param name="Context">Tokens.</param>
public sealed record TextPreparation(string Tokenizer, string Characters, IReadOnlyList<int> Merges, int Context) : Preparation
{
    internal override SampleShape Sample(ModelSignature signature) => new TextShape(Vocabulary, Context, EveryToken: true);

    internal override int Outputs(ModelSignature signature) => Vocabulary;

    private int Vocabulary => Tokenizer == "bpe" ? 256 + (Merges.Count / 2) : 1 + Characters.EnumerateRunes().Count();
}
