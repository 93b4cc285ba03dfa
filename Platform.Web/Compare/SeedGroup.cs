namespace Platform.Web.Compare;

/// <summary>Runs that differ in nothing but their seeds. A reproduction is none of them: it computes the same once more.</summary>
/// <param name="Name">What sets the group apart from the others; no two groups have the same.</param>
/// <param name="Runs">Their places in the comparison.</param>
public sealed record SeedGroup(string Name, IReadOnlyList<int> Runs)
{
    private const int MostNamed = 3;

    /// <summary>The groups, in the order of their first runs. Pure.</summary>
    public static IReadOnlyList<SeedGroup> Of(IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var groups = Enumerable.Range(0, runs.Count).Where(i => runs[i].Trial?.ReproducesTrialId is null).GroupBy(i => Key(runs[i]), StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        var firsts = groups.ConvertAll(group => runs[group[0]]);
        string[] differing = [.. firsts.SelectMany(run => run.Parameters.Keys).Where(name => !ComparedRun.IsSeed(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => firsts.Any(run => run.Parameters.GetValueOrDefault(name) != firsts[0].Parameters.GetValueOrDefault(name)))];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. groups.Select((group, i) => new SeedGroup(Unique(NameOf(firsts[i], differing, i), taken), group))];
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var n = 2; !taken.Add(unique); n++)
            unique = $"{name} ({n})";
        return unique;
    }

    private static string NameOf(ComparedRun first, string[] differing, int place) => differing.Length == 0 || IsBare(first, differing)
        ? $"group {place + 1}"
        : string.Join(", ", differing.Take(MostNamed).Select(name => $"{name} {first.Parameters.GetValueOrDefault(name) ?? "–"}")) + (differing.Length > MostNamed ? ", …" : "");

    private static bool IsBare(ComparedRun run, string[] names) => names.All(name => !run.Parameters.ContainsKey(name));

    private static string Key(ComparedRun run) => string.Join('\u0001', run.Parameters.Where(p => !ComparedRun.IsSeed(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}\u0002{p.Value}")
        .Concat(run.Data.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"\u0003{d.Key}\u0002{d.Value}")));
}
