using System.Collections.Concurrent;
using System.Text;

namespace Training.Core.Data.Texts;

/// <summary>Tokens are bytes (0 to 255) and merged pairs (from 256 on), so every text can be encoded and comes back whole.</summary>
internal sealed class BytePairTokenizer : Tokenizer
{
    private const int MostRemembered = 100_000;
    private readonly IReadOnlyList<int> _merges;
    private readonly Dictionary<(int Left, int Right), int> _made = [];
    private readonly byte[][] _bytes;
    private readonly ConcurrentDictionary<string, int[]> _remembered = new(StringComparer.Ordinal);

    /// <param name="merges">As <see cref="BytePairTraining.Learn"/> gives them.</param>
    public BytePairTokenizer(IReadOnlyList<int> merges)
    {
        _merges = merges;
        _bytes = new byte[256 + (merges.Count / 2)][];
        for (var i = 0; i < 256; i++)
            _bytes[i] = [(byte)i];
        for (var i = 256; i < _bytes.Length; i++)
        {
            var (left, right) = (merges[2 * (i - 256)], merges[(2 * (i - 256)) + 1]);
            _made.Add((left, right), i);
            _bytes[i] = [.. _bytes[left], .. _bytes[right]];
        }
    }

    public override int Vocabulary => _bytes.Length;

    public override int[] Encode(string text)
    {
        var tokens = new List<int>(text.Length / 2);
        foreach (var chunk in TextChunks.Of(text))
        {
            if (!_remembered.TryGetValue(chunk, out var found))
            {
                found = EncodeChunk(chunk);
                if (_remembered.Count < MostRemembered)
                    _remembered[chunk] = found;
            }

            tokens.AddRange(found);
        }

        return [.. tokens];
    }

    public override string Decode(IEnumerable<int> tokens) => Encoding.UTF8.GetString([.. tokens.SelectMany(token => _bytes[token])]);

    public override int Characters(int token) => _bytes[token].Count(b => (b & 0xC0) != 0x80); // all but the continuations of a character

    public override TextPreparation ToPreparation(int context) => new("bpe", "", _merges, context);

    // The pair merged first in training is merged first.
    private int[] EncodeChunk(string chunk)
    {
        var tokens = Encoding.UTF8.GetBytes(chunk).Select(b => (int)b).ToList();
        while (true)
        {
            var first = int.MaxValue;
            var pair = (Left: 0, Right: 0);
            for (var i = 1; i < tokens.Count; i++)
            {
                if (_made.TryGetValue((tokens[i - 1], tokens[i]), out var made) && made < first)
                    (first, pair) = (made, (tokens[i - 1], tokens[i]));
            }

            if (first == int.MaxValue)
                return [.. tokens];
            BytePairTraining.Merge(tokens, pair, first);
        }
    }
}
