using System.Globalization;
using System.Text;
using Platform.Web.Api;

namespace Platform.Web.Compare;

/// <summary>Tables of a comparison as CSV (RFC 4180), numbers with all their digits. Pure.</summary>
public static class CompareTables
{
    /// <summary>The tables that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["metrics", "parameters", "repeats", "tests"];

    /// <summary>A table as CSV.</summary>
    /// <param name="table">One of <see cref="Names"/>.</param>
    /// <param name="metric">Of repeats and tests.</param>
    public static string ToCsv(string table, IReadOnlyList<ComparedRun> runs, string metric)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return table switch
        {
            "metrics" => Rows([["metric", .. runs.Select(run => run.Name)], ["id", .. runs.Select(run => run.Id)], .. Union(runs, run => run.Metrics.Keys).Select(name => (IEnumerable<string>)[name, .. runs.Select(run => run.Metrics.TryGetValue(name, out var value) ? Number(value) : "")])]),
            "parameters" => Rows([
                ["part", "name", .. runs.Select(run => run.Name)], ["", "id", .. runs.Select(run => run.Id)],
                .. Part("parameter", runs, run => run.Parameters), .. Part("code", runs, run => run.Code), .. Part("data", runs, run => run.Data),
                .. Part("environment", runs, run => run.Environment), .. Part("tag", runs, run => run.Tags),
            ]),
            "repeats" => Rows([
                ["metric", "group", "n", "mean", "standard deviation", "runs", "not finished"],
                .. Repeats.Of(runs, metric).Groups.Select(g => (IEnumerable<string>)[metric, g.Name, Whole(g.N), Number(g.Mean), g.StandardDeviation is { } sd ? Number(sd) : "", string.Join(' ', g.Runs.Select(i => runs[i].Id)), Whole(g.Unfinished)]),
            ]),
            "tests" => Rows([
                ["metric", "first", "second", "test", "difference", "t", "degrees of freedom", "p", "p corrected (Holm)", "effect size", "pairs"],
                .. Repeats.Of(runs, metric).Tests.SelectMany(pair => Tests(metric, pair)),
            ]),
            _ => throw new ArgumentException($"There is no table '{table}'.", nameof(table)),
        };
    }

    private static IEnumerable<IEnumerable<string>> Tests(string metric, RepeatedPair pair)
    {
        if (pair.Welch is { } welch)
            yield return [metric, pair.First, pair.Second, "Welch", Number(welch.Difference), Number(welch.T), Number(welch.Degrees), Number(welch.P), Number(pair.WelchCorrected!.Value), Number(welch.Effect), ""];
        if (pair.Paired is { } paired)
            yield return [metric, pair.First, pair.Second, "paired by seed", Number(paired.Difference), Number(paired.T), Number(paired.Degrees), Number(paired.P), Number(pair.PairedCorrected!.Value), Number(paired.Effect), Whole(pair.Pairs)];
    }

    private static IEnumerable<IEnumerable<string>> Part(string part, IReadOnlyList<ComparedRun> runs, Func<ComparedRun, IReadOnlyDictionary<string, string>> pairs) =>
        Union(runs, run => pairs(run).Keys).Select(name => (IEnumerable<string>)[part, name, .. runs.Select(run => pairs(run).GetValueOrDefault(name, ""))]);

    /// <summary>Names that any run has, in ordinal order.</summary>
    public static IReadOnlyList<string> Union(IReadOnlyList<ComparedRun> runs, Func<ComparedRun, IEnumerable<string>> names) => [.. runs.SelectMany(names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Rows(IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(CsvCell.ForSpreadsheet)).Append("\r\n");
        return text.ToString();
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
