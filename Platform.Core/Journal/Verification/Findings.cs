using System.Globalization;

namespace Platform.Core.Journal;

/// <summary>Counts what is wrong and names the first of each kind. Not thread-safe.</summary>
internal sealed class Findings
{
    private readonly List<string> _first = [];
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long Count => _counts.Values.Sum();

    /// <summary>The first, each kind followed by how many more there are.</summary>
    public IReadOnlyList<string> First =>
        [.. _first, .. _counts.Where(c => c.Value > JournalVerifier.MostNamed).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}: {c.Value - JournalVerifier.MostNamed} more"))];

    /// <summary>Adds one; <paramref name="kind"/> is what it is counted under, and begins the line that says it.</summary>
    public void Add(string kind, string what)
    {
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (count <= JournalVerifier.MostNamed)
            _first.Add($"{kind}: {what}");
    }
}
