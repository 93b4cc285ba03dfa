using System.Text;

namespace Training.Core.Data.Texts;

/// <summary>One token for each character (code point) of the training part, in code order from 1 on; 0 stands for all others.</summary>
internal sealed class CharacterTokenizer : Tokenizer
{
    private const string Unknown = "\uFFFD";
    private readonly string _characters;
    private readonly string[] _texts;
    private readonly Dictionary<Rune, int> _numbers = [];

    /// <param name="characters">The known characters in the order of their tokens.</param>
    public CharacterTokenizer(string characters)
    {
        _characters = characters;
        _texts = [Unknown, .. characters.EnumerateRunes().Select(rune => rune.ToString())];
        foreach (var rune in characters.EnumerateRunes())
            _numbers.Add(rune, _numbers.Count + 1);
    }

    public override int Vocabulary => _texts.Length;

    public static CharacterTokenizer Fit(string training) =>
        new(string.Concat(training.EnumerateRunes().Distinct().Where(rune => rune != Rune.ReplacementChar).OrderBy(rune => rune.Value).Select(rune => rune.ToString())));

    public override int[] Encode(string text)
    {
        var tokens = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            tokens.Add(_numbers.GetValueOrDefault(rune));
        return [.. tokens];
    }

    public override string Decode(IEnumerable<int> tokens) => string.Concat(tokens.Select(token => _texts[token]));

    public override int Characters(int token) => 1;

    public override TextPreparation ToPreparation(int context) => new("character", _characters, [], context);
}
