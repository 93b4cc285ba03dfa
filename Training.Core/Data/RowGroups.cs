namespace Training.Core.Data;

/// <summary>The value of one column for each test row.</summary>
/// <param name="Names">The values, in order.</param>
/// <param name="Codes">An index into <paramref name="Names"/> for each test row.</param>
internal sealed record RowGroups(IReadOnlyList<string> Names, int[] Codes)
{
    private const int Most = 20;
    private const string Missing = "(missing)", Other = "(other)";

    /// <summary>Values by their codes, -1 for a missing one; those beyond the twenty most frequent are counted together, missing ones always by themselves.</summary>
    public static RowGroups Of(IReadOnlyList<string> levels, ReadOnlySpan<int> codes)
    {
        var counts = new int[levels.Count + 1];
        foreach (var code in codes)
            counts[code < 0 ? levels.Count : code]++;
        var present = Enumerable.Range(0, counts.Length).Where(code => counts[code] > 0).ToArray();
        int[] kept = [.. present.Where(code => code < levels.Count).OrderByDescending(code => counts[code]).ThenBy(code => code).Take(Most).Order(), .. present.Where(code => code == levels.Count)];
        var group = Enumerable.Repeat(kept.Length, counts.Length).ToArray(); // the last: all others
        foreach (var (at, code) in kept.Index())
            group[code] = at;
        var names = kept.Select(code => code == levels.Count ? Missing : levels[code]);
        return new RowGroups([.. kept.Length < present.Length ? names.Append(Other) : names], [.. codes.ToArray().Select(code => group[code < 0 ? levels.Count : code])]);
    }
}
