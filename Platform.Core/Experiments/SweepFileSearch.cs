using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Core.Experiments;

/// <summary>Reads what a sweep file says about its search beside sampler and pruner: when to stop, the lag, constraints, earlier sweeps and results.</summary>
internal sealed partial class SweepFileSearch(SweepFileErrors errors)
{
    private const int MostPasts = 20;
    private const double LongestSeconds = 366 * 86_400.0;

    /// <summary>The key <c>stop</c>: wall_clock, target, no_improvement.</summary>
    public StopRules? ReadStop(SweepFileFields file)
    {
        if (file.Find("stop") is not { } node)
            return null;
        if (node is not SweepFileMap map)
        {
            errors.Add("stop", $"is {node.Kind}; give one or more of {{wall_clock: 2h, target: 0.99, no_improvement: 20}}.");
            return null;
        }

        var keys = new SweepFileFields(map, "stop.", errors);
        keys.RefuseOthers(["wall_clock", "target", "no_improvement"]);
        var patience = keys.Find("no_improvement") is null ? (int?)null : (int)keys.Whole("no_improvement", 1, 100_000, fallback: 1);
        var rules = new StopRules(WallClock(keys), Number(keys.Find("target"), "stop.target"), patience);
        return rules == new StopRules() ? null : rules;
    }

    /// <summary>The key <c>lag</c>, or <c>deterministic: true</c> for a lag of as many trials as run at once.</summary>
    public int? ReadLag(SweepFileFields file, int parallelism)
    {
        var lag = file.Find("lag") is null ? (int?)null : (int)file.Whole("lag", 1, 256, fallback: 1);
        switch (file.Find("deterministic"))
        {
            case null:
                return lag;
            case SweepFileScalar { Value: bool wanted } when wanted || lag is null:
                return wanted ? lag ?? parallelism : null;
            case SweepFileScalar { Value: bool }:
                errors.Add("deterministic", "is false, but a lag is given, which makes the search deterministic; remove one of the two.");
                return lag;
            case var wrong:
                errors.Add("deterministic", $"is {wrong.Kind}; give true or false.");
                return lag;
        }
    }

    /// <summary>The key <c>constraints</c>: texts such as <c>trained_seconds &lt;= 60</c>, or groups with metric and at_most or at_least.</summary>
    public IReadOnlyList<MetricConstraint> ReadConstraints(SweepFileFields file)
    {
        if (file.Find("constraints") is not { } node)
            return [];
        if (node is SweepFileList { Items.Count: <= SweepFile.MaxObjectives } list)
            return [.. list.Items.Select((item, i) => ReadConstraint(item, string.Create(CultureInfo.InvariantCulture, $"constraints[{i}]"))).OfType<MetricConstraint>()];
        errors.Add("constraints", $"is {node.Kind}; give a list of at most {SweepFile.MaxObjectives}, such as [\"trained_seconds <= 60\"].");
        return [];
    }

    /// <summary>The key <c>warm_start</c>: identities of earlier sweeps, the most trusted first.</summary>
    public IReadOnlyList<string> ReadWarmStart(SweepFileFields file)
    {
        if (file.Find("warm_start") is not { } node)
            return [];
        IReadOnlyList<SweepFileNode> items = node is SweepFileList list ? list.Items : [node];
        var ids = items.Select(item => item is SweepFileScalar { Value: { } id } ? Convert.ToString(id, CultureInfo.InvariantCulture)! : "").ToArray();
        if (ids.Length <= MostPasts && Array.TrueForAll(ids, id => id.Length is > 0 and <= 100 && id.All(char.IsAsciiLetterOrDigit)) && ids.Distinct(StringComparer.Ordinal).Count() == ids.Length)
            return ids;
        errors.Add("warm_start", $"is {node.Kind}; give a list of at most {MostPasts} different sweep ids, as the list of sweeps shows them.");
        return [];
    }

    /// <summary>The key <c>past_results</c>: one table or a list of them, each <c>{name, table}</c>, the most trusted first.</summary>
    public IReadOnlyList<PastResults> ReadPastResults(SweepFileFields file)
    {
        if (file.Find("past_results") is not { } node)
            return [];
        IReadOnlyList<SweepFileNode> items = node is SweepFileList list ? list.Items : [node];
        if (items.Count > MostPasts)
        {
            errors.Add("past_results", $"has {items.Count} tables; give at most {MostPasts}.");
            return [];
        }

        PastResults[] tables = [.. items.Select((item, i) => ReadTable(item, string.Create(CultureInfo.InvariantCulture, $"past_results[{i}]"))).OfType<PastResults>()];
        if (tables.Sum(table => table.Table.Length) > PastResults.MostCharacters)
            errors.Add("past_results", $"has more than {PastResults.MostCharacters} characters; give the best and newest rows.");
        return tables;
    }

    private PastResults? ReadTable(SweepFileNode node, string path)
    {
        if (node is not SweepFileMap map)
        {
            errors.Add(path, $"is {node.Kind}; give {{name: last spring, table: \"learning_rate,value\\n0.01,0.97\\n\"}}.");
            return null;
        }

        var keys = new SweepFileFields(map, $"{path}.", errors);
        keys.RefuseOthers(["name", "table"]);
        var name = keys.Text("name", 200);
        if (keys.Find("table") is SweepFileScalar { Value: string table })
            return name is null ? null : new PastResults(name, table);
        errors.Add($"{path}.table", keys.Find("table") is { } wrong ? $"is {wrong.Kind}; give CSV or JSON lines as a text." : "is missing; give CSV with a header, or JSON lines, as a text.");
        return null;
    }

    private MetricConstraint? ReadConstraint(SweepFileNode node, string path)
    {
        if (node is SweepFileScalar { Value: string text } && Relation().Match(text) is { Success: true } match
            && double.TryParse(match.Groups["bound"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var written) && double.IsFinite(written))
            return new MetricConstraint(match.Groups["metric"].Value, match.Groups["relation"].Value == "<=", written);
        if (node is SweepFileMap map)
        {
            var keys = new SweepFileFields(map, $"{path}.", errors);
            keys.RefuseOthers(["metric", "at_most", "at_least"]);
            var metric = keys.Text("metric", 100);
            var (most, least) = (Number(keys.Find("at_most"), $"{path}.at_most"), Number(keys.Find("at_least"), $"{path}.at_least"));
            if (metric is not null && most.HasValue != least.HasValue)
                return new MetricConstraint(metric, most.HasValue, (most ?? least)!.Value);
        }

        errors.Add(path, $"is {node.Kind}; give a text such as \"trained_seconds <= 60\", or {{metric: validation_accuracy, at_least: 0.9}} with one bound.");
        return null;
    }

    private double? WallClock(SweepFileFields keys)
    {
        var seconds = keys.Find("wall_clock") switch
        {
            null => (double?)null,
            SweepFileScalar { Value: long whole } => whole,
            SweepFileScalar { Value: double real } => real,
            SweepFileScalar { Value: string text } when Duration().Match(text) is { Success: true } match =>
                double.Parse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * UnitSeconds(match.Groups["unit"].ValueSpan[0]),
            _ => double.NaN,
        };
        if (seconds is null or (> 0 and <= LongestSeconds))
            return seconds;
        errors.Add("stop.wall_clock", $"is {keys.Find("wall_clock")!.Kind}; give seconds, or a number with a unit such as 90s, 30m, 2h or 1d, at most 366 days.");
        return null;
    }

    private double? Number(SweepFileNode? node, string path)
    {
        switch (node)
        {
            case null:
                return null;
            case SweepFileScalar { Value: long whole }:
                return whole;
            case SweepFileScalar { Value: double real } when double.IsFinite(real):
                return real;
            default:
                errors.Add(path, $"is {node.Kind}; give a finite number.");
                return null;
        }
    }

    private static double UnitSeconds(char unit) => unit switch { 's' => 1, 'm' => 60, 'h' => 3_600, _ => 86_400 };

    [GeneratedRegex(@"^(?<number>[0-9]{1,9}(\.[0-9]{1,9})?) ?(?<unit>[smhd])\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^ *(?<metric>[a-z][a-z0-9_.]{0,99}) *(?<relation><=|>=) *(?<bound>[-+]?[0-9.]+([eE][-+]?[0-9]+)?) *\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Relation();
}
