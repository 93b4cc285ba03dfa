using System.Globalization;
using System.Text;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Registry;

/// <summary>What the platform knows about a version, for its model card. Pure.</summary>
/// <param name="Rows">Names and values, in order: data, split, training.</param>
/// <param name="Metrics">Of the test set.</param>
/// <param name="Groups">The test's measures by groups; none if none were asked for.</param>
/// <param name="Environment">With what it was computed.</param>
/// <param name="Limits">What is known to be missing or weak.</param>
public sealed record ModelCardFacts(
    int Version, IReadOnlyList<(string Name, string Value)> Rows, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<TestGroup> Groups,
    IReadOnlyList<(string Name, string Value)> Environment, IReadOnlyList<string> Limits)
{
    private const int FewRows = 100;

    // A class that is found less often than this is named among the limits.
    private const double RarelyFound = 0.8;

    private static readonly (string Field, string Title)[] Settings =
    [
        ("model", "Network"), ("train_samples", "Training rows, at most"), ("validation_fraction", "Validation share"), ("split.method", "Split"), ("split_seed", "Seed of the split"),
        ("seed", "Seed of the training"), ("epochs", "Epochs"),
    ];

    /// <summary>The facts.</summary>
    /// <param name="version">Of the platform's own trials.</param>
    /// <param name="trial">The trial; null if its contents were erased.</param>
    /// <param name="test">Its test; null if there is none.</param>
    public static ModelCardFacts Of(ModelVersionRegistered version, TrialView? trial, TestEvaluated? test)
    {
        ArgumentNullException.ThrowIfNull(version);
        var groups = test is { Groups: { } found } && test.Checkpoint == version.Checkpoint ? found : [];
        return new ModelCardFacts(
            version.Version,
            [
                ("Data", version.DataName), ("Data digest", version.DataDigest), ("Trial", version.TrialId), ("Checkpoint", Text($"{version.Checkpoint}, epoch {version.Epoch}")),
                .. trial is null ? [] : Settings.Where(s => trial.Fields.ContainsKey(s.Field)).Select(s => (s.Title, Show.Parameter(trial.Fields[s.Field]))),
            ],
            version.TestMetrics, groups,
            trial?.Environment is { } e
                ? [("Code", e.CodeVersion), ("libtorch", e.Libtorch), ("BLAS", e.Blas), ("Threads", Text($"{e.Threads}")), ("Device", e.Device), ("CPU", e.Cpu), ("System", e.Os)]
                : [],
            [.. LimitsOf(version, trial, test, groups)]);
    }

    /// <summary>The facts as Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Table("Facts", "fact", Rows);
        if (Metrics.Count > 0)
            Table("Test", "measure", [.. Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => (m.Key, Number(m.Value)))]);
        foreach (var column in Groups.GroupBy(group => group.Column, StringComparer.Ordinal))
        {
            string[] names = [.. column.SelectMany(group => group.Metrics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            text.Append(CultureInfo.InvariantCulture, $"## Test by {Cell(column.Key)}\n\n| {Cell(column.Key)} | rows | {string.Join(" | ", names.Select(Cell))} |\n|---|---:|{string.Concat(names.Select(_ => "---:|"))}\n");
            foreach (var group in column)
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(group.Value)} | {group.Rows} | {string.Join(" | ", names.Select(name => group.Metrics.TryGetValue(name, out var value) ? Number(value) : ""))} |\n");
            text.Append('\n');
        }
        if (Environment.Count > 0)
            Table("Environment", "part", Environment);
        if (Limits.Count > 0)
            text.Append("## Limits\n\n").AppendJoin('\n', Limits.Select(limit => $"- {Cell(limit)}")).Append('\n');
        return text.ToString();

        void Table(string title, string head, IReadOnlyList<(string Name, string Value)> rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| {head} | value |\n|---|---|\n");
            foreach (var (name, value) in rows)
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(name)} | {Cell(value)} |\n");
            text.Append('\n');
        }
    }

    private static IEnumerable<string> LimitsOf(ModelVersionRegistered version, TrialView? trial, TestEvaluated? test, IReadOnlyList<TestGroup> groups)
    {
        yield return $"Its test says how it does on data like the test part of '{version.DataName}', and nothing about others.";
        if (groups.Count == 0)
            yield return "It was not tested by groups of rows: whether it is worse for some is not known.";
        foreach (var few in groups.Where(group => group.Rows < FewRows))
            yield return Text($"Only {few.Rows} test rows have {few.Column}={few.Value}: their measures are uncertain.");
        if (test?.Confusion is { } confusion && test.Checkpoint == version.Checkpoint)
        {
            for (var i = 0; i < confusion.Classes.Count; i++)
            {
                var (found, all) = (confusion.Counts[i][i], confusion.Counts[i].Sum());
                if (all > 0 && (double)found / all < RarelyFound)
                    yield return Text($"Of the test rows of class '{confusion.Classes[i]}' it finds {100.0 * found / all:0.#} % ({found} of {all}).");
            }
        }
        if (test?.Attacks is null or { Count: 0 })
            yield return "Its answers under attack were not measured.";
        if (trial is null)
            yield return "The trial's own record is not there any more.";
        else if (trial.Verdict is { Identical: false })
            yield return "A reproduction of its training did not give the same bits.";
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    // A cell of a table is one line, and what stands in it is text.
    private static string Cell(string text) => string.Concat(text.Replace('\n', ' ').Replace('\r', ' ').Select(c => c is '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '#' ? $"\\{c}" : c.ToString()));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
