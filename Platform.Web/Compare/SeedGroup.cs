namespace Platform.Web.Compare;

/// <summary>Runs of the same code on the same data that differ in nothing but their seeds. A reproduction is none of them: it computes the same once more.</summary>
/// <param name="Name">What sets the group apart from the others; no two groups have the same.</param>
/// <param name="Runs">Their places in the comparison.</param>
public sealed record SeedGroup(string Name, IReadOnlyList<int> Runs)
{
    private const int MostNamed = 3;
    private const int CommitShown = 8; // characters

    // What makes it another program. Who logged a run, of which kind its source is and on which branch its commit lies do not.
    private static readonly string[] Program = ["version", "source", "entry point", "commit"];

    /// <summary>The groups, in the order of their first runs. Pure.</summary>
    public static IReadOnlyList<SeedGroup> Of(IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var groups = Enumerable.Range(0, runs.Count).Where(i => runs[i].Trial?.ReproducesTrialId is null).GroupBy(i => Key(runs[i]), StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        var firsts = groups.ConvertAll(group => runs[group[0]]);
        string[] settings = [.. Differing(firsts.SelectMany(run => run.Parameters.Keys).Where(name => !ComparedRun.IsSeed(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), firsts, run => run.Parameters)];
        string[] program = [.. Differing(Program, firsts, run => run.Code)];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. groups.Select((group, i) => new SeedGroup(Unique(NameOf(firsts[i], settings, program, i), taken), group))];
    }

    private static IEnumerable<string> Differing(IEnumerable<string> names, List<ComparedRun> runs, Func<ComparedRun, IReadOnlyDictionary<string, string>> part) =>
        names.Where(name => runs.Exists(run => part(run).GetValueOrDefault(name) != part(runs[0]).GetValueOrDefault(name)));

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var n = 2; !taken.Add(unique); n++)
            unique = $"{name} ({n})";
        return unique;
    }

    private static string NameOf(ComparedRun first, string[] settings, string[] program, int place)
    {
        if (!settings.Any(first.Parameters.ContainsKey) && !program.Any(first.Code.ContainsKey))
            return $"group {place + 1}";
        IEnumerable<string> named =
        [
            .. settings.Take(MostNamed).Select(name => $"{name} {first.Parameters.GetValueOrDefault(name) ?? "–"}"), .. settings.Length > MostNamed ? ["…"] : Array.Empty<string>(),
            .. program.Select(name => $"{name} {(first.Code.TryGetValue(name, out var value) ? name == "commit" && value.Length > CommitShown ? value[..CommitShown] : value : "–")}"),
        ];
        return string.Join(", ", named);
    }

    private static string Key(ComparedRun run) => string.Join('\u0001', run.Parameters.Where(p => !ComparedRun.IsSeed(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}\u0002{p.Value}")
        .Concat(run.Data.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"\u0003{d.Key}\u0002{d.Value}"))
        .Concat(Program.Select(name => $"\u0004{name}\u0002{run.Code.GetValueOrDefault(name)}")));
}
