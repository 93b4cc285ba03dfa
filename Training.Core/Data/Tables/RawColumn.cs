using System.Runtime.InteropServices;

namespace Training.Core.Data.Tables;

/// <summary>A column as its file spells it: each distinct text once, and a code for each row.</summary>
internal sealed class RawColumn(string name)
{
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly List<int> _counts = [];
    private readonly List<int> _codes = [];

    public string Name => name;

    /// <summary>The distinct texts, in order of appearance.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>How often each text appears.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>A text's index for each row, -1 where the value is missing.</summary>
    public ReadOnlySpan<int> Codes => CollectionsMarshal.AsSpan(_codes);

    /// <summary>Spells every text another way; two may become the same.</summary>
    public void Respell(Func<string, string> spell)
    {
        _known.Clear();
        for (var code = 0; code < _texts.Count; code++)
        {
            _texts[code] = spell(_texts[code]);
            _known.TryAdd(_texts[code], code);
        }
    }

    /// <summary>Adds the next row's text; null is a missing value.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            _codes.Add(-1);
            return;
        }

        ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, text, out var known);
        if (!known)
        {
            code = _texts.Count;
            _texts.Add(text);
            _counts.Add(0);
        }

        _counts[code]++;
        _codes.Add(code);
    }
}
