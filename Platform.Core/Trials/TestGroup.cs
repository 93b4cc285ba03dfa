namespace Platform.Core.Trials;

/// <summary>The measures of the test rows that have one value in a column.</summary>
/// <param name="Rows">How many rows these are.</param>
/// <param name="Metrics">Measures without a prefix, such as accuracy; one that is not defined on these rows is left out.</param>
public sealed record TestGroup(string Column, string Value, long Rows, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>What tells groups of one measurement apart.</summary>
    internal static HashSet<(string Column, string Value)> Names(IEnumerable<TestGroup> groups) => [.. groups.Select(group => (group.Column, group.Value))];

    /// <summary>The groups of two measurements of the same rows: of a column that both have, those of the newer one.</summary>
    internal static IReadOnlyList<TestGroup> ByColumns(IReadOnlyList<TestGroup> older, IReadOnlyList<TestGroup> newer)
    {
        var columns = newer.Select(group => group.Column).ToHashSet(StringComparer.Ordinal);
        return [.. older.Where(group => !columns.Contains(group.Column)), .. newer];
    }
}
