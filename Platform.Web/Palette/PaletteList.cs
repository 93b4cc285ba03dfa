namespace Platform.Web.Palette;

/// <summary>Ranks what the sources offer, in groups under headings. Pure.</summary>
public static class PaletteList
{
    /// <summary>Most entries of a group.</summary>
    public const int MostOfAGroup = 7;

    /// <summary>Most entries of all.</summary>
    public const int Most = 40;

    /// <summary>Those that fit, the best of each group first and the group with the best entry first. Without a text all of them, in the order given.</summary>
    public static IReadOnlyList<(string Kind, IReadOnlyList<PaletteEntry> Entries)> Rank(string text, IEnumerable<PaletteEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(text);
        var scored = entries.Select((entry, order) => (Entry: entry, Score: Score(text, entry), Order: order)).Where(e => e.Score is not null);
        var groups = scored.GroupBy(e => e.Entry.Kind, StringComparer.Ordinal)
            .OrderByDescending(g => text.Length == 0 ? 0 : g.Max(e => e.Score)).ThenBy(g => g.Min(e => e.Order))
            .Select(g => (g.Key, Entries: g.OrderByDescending(e => e.Score).ThenBy(e => e.Order).Take(MostOfAGroup).Select(e => e.Entry).ToList()));
        var left = Most;
        var list = new List<(string, IReadOnlyList<PaletteEntry>)>();
        foreach (var (kind, own) in groups)
        {
            if (left == 0)
                break;
            var taken = own.Take(left).ToList();
            left -= taken.Count;
            list.Add((kind, taken));
        }
        return list;
    }

    // A title counts more than the words beside it; a word may also be in those.
    private static int? Score(string text, PaletteEntry entry)
    {
        if (text.Length == 0)
            return 0;
        if (FuzzyMatch.Score(text, entry.Title) is { } own)
            return (own * 2) - (entry.Title.Length / 16);
        return FuzzyMatch.Score(text, $"{entry.Title} {entry.Kind} {entry.Words}");
    }
}
