using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Platform.Core.Tracking.Questions;

/// <summary>Texts for each slot, none, one or several, as numbers of distinct texts: a condition is decided once for each distinct text.</summary>
internal sealed class TextColumn
{
    private const int None = 0;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [""]; // of code 0, which stands for none
    private int[] _first = [];
    private Dictionary<int, int[]>? _more; // slots with several

    /// <summary>The text of a slot, the first if it has several; null if it has none.</summary>
    public string? this[int slot] => slot < _first.Length && _first[slot] is var code && code != None ? _texts[code] : null;

    public void Set(int slot, string? text)
    {
        if (slot >= _first.Length)
        {
            if (text is null)
                return;
            Array.Resize(ref _first, Math.Max(slot + 1, _first.Length * 2));
        }
        _first[slot] = Code(text);
        _more?.Remove(slot);
    }

    public void Set(int slot, IReadOnlyList<string> texts)
    {
        Set(slot, texts.Count == 0 ? null : texts[0]);
        if (texts.Count > 1)
            (_more ??= [])[slot] = [.. texts.Skip(1).Select(Code)];
    }

    /// <summary>Marks the slots of which a text fulfils the condition.</summary>
    /// <param name="ifNone">Whether to mark a slot without any.</param>
    public void Mark(Span<bool> marks, Func<string, bool> condition, bool ifNone)
    {
        var fulfils = new bool[_texts.Count];
        for (var code = 1; code < fulfils.Length; code++)
            fulfils[code] = condition(_texts[code]);
        Mark(marks, fulfils, ifNone);
    }

    /// <summary>Marks the slots that have one of the texts.</summary>
    public void MarkEqual(Span<bool> marks, IReadOnlyList<string> texts)
    {
        var fulfils = new bool[_texts.Count];
        foreach (var text in texts)
        {
            if (_codes.TryGetValue(text, out var code))
                fulfils[code] = true;
        }
        Mark(marks, fulfils, ifNone: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // sees every run
    private void Mark(Span<bool> marks, bool[] fulfils, bool ifNone)
    {
        fulfils[None] = ifNone;
        var first = _first.AsSpan(0, Math.Min(_first.Length, marks.Length));
        marks[first.Length..].Fill(ifNone);
        for (var i = 0; i < first.Length; i++)
            marks[i] = fulfils[first[i]];
        foreach (var (slot, codes) in _more ?? [])
            marks[slot] |= Array.Exists(codes, code => fulfils[code]);
    }

    private int Code(string? text)
    {
        if (text is null)
            return None;
        ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_codes, text, out var known);
        if (!known)
        {
            code = _texts.Count;
            _texts.Add(text);
        }
        return code;
    }
}
