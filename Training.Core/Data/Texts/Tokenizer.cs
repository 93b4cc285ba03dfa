namespace Training.Core.Data.Texts;

/// <summary>Turns text into token numbers and back. Immutable; a function of what was fitted alone.</summary>
internal abstract class Tokenizer
{
    /// <summary>How many tokens there are; numbers are below it.</summary>
    public abstract int Vocabulary { get; }

    /// <summary>The tokens of a text.</summary>
    public abstract int[] Encode(string text);

    /// <summary>The text of tokens.</summary>
    public abstract string Decode(IEnumerable<int> tokens);

    /// <summary>How many characters (code points) a token begins; over a whole text the sum is its length.</summary>
    public abstract int Characters(int token);

    /// <summary>What a checkpoint keeps of it.</summary>
    public abstract TextPreparation ToPreparation(int context);

    /// <summary>Learns from the training part.</summary>
    public static Tokenizer Fit(TextSpec spec, string training) => spec.Tokenizer switch
    {
        "character" => CharacterTokenizer.Fit(training),
        "bpe" => new BytePairTokenizer(BytePairTraining.Learn(training, spec.Vocabulary)),
        _ => throw new SpecException("text.tokenizer", $"'{spec.Tokenizer}' is not known. Use character or bpe."),
    };

    /// <summary>The one that a checkpoint describes.</summary>
    public static Tokenizer Of(TextPreparation preparation) =>
        preparation.Tokenizer == "bpe" ? new BytePairTokenizer(preparation.Merges) : new CharacterTokenizer(preparation.Characters);
}
