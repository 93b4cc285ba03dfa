using Platform.Core.Tracking;

namespace Platform.Web.Tracking;

/// <summary>Tracked runs side by side; every list of values is in the runs' order.</summary>
/// <param name="Params">Parameters of any run.</param>
/// <param name="Source">From which code, by whom, on which data.</param>
/// <param name="Tags">Other tags; MLflow's own are left out.</param>
/// <param name="Metrics">Latest values.</param>
public sealed record TrackedComparison(
    IReadOnlyList<RunWithMetrics> Runs, IReadOnlyList<ComparedText> Params, IReadOnlyList<ComparedText> Source, IReadOnlyList<ComparedText> Tags, IReadOnlyList<ComparedNumber> Metrics)
{
    private static readonly (string Title, string Tag)[] SourceTags =
    [
        ("source", "mlflow.source.name"), ("kind", "mlflow.source.type"), ("commit", "mlflow.source.git.commit"), ("branch", "mlflow.source.git.branch"),
        ("entry point", "mlflow.project.entryPoint"), ("environment", "mlflow.project.env"), ("logged by", "mlflow.autologging"),
    ];

    public static TrackedComparison Of(IReadOnlyList<RunWithMetrics> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new TrackedComparison(
            runs,
            Rows(runs, run => run.Run.Params),
            [
                .. new[]
                {
                    Row("user", runs, run => run.Run.User), Row("status", runs, run => run.Run.Status.ToString().ToLowerInvariant()),
                    Row("data", runs, run => run.Run.Inputs.Count == 0 ? null : string.Join(", ", run.Run.Inputs.Select(i => $"{i.Name} {i.Digest}").Distinct(StringComparer.Ordinal))),
                },
                .. SourceTags.Select(s => Row(s.Title, runs, run => run.Run.Tags.GetValueOrDefault(s.Tag))).Where(row => row.Values.Any(v => v is not null)),
            ],
            Rows(runs, run => run.Run.Tags.Where(t => !t.Key.StartsWith("mlflow.", StringComparison.Ordinal)).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal)),
            [
                .. runs.SelectMany(run => run.Metrics.Select(m => m.Key)).Distinct(StringComparer.Ordinal)
                    .OrderBy(key => key.StartsWith(UsualColumns.System, StringComparison.Ordinal)).ThenBy(key => key, StringComparer.Ordinal)
                    .Select(key => new ComparedNumber(
                        key, MetricDirections.IsLowerBetter(key), [.. runs.Select(run => run.Metrics.FirstOrDefault(m => m.Key == key)?.Last.Value)])),
            ]);
    }

    private static List<ComparedText> Rows(IReadOnlyList<RunWithMetrics> runs, Func<RunWithMetrics, IReadOnlyDictionary<string, string>> pairs)
    {
        var all = runs.Select(pairs).ToList();
        return [.. all.SelectMany(p => p.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(key => new ComparedText(key, [.. all.Select(p => p.GetValueOrDefault(key))]))];
    }

    private static ComparedText Row(string name, IReadOnlyList<RunWithMetrics> runs, Func<RunWithMetrics, string?> value) => new(name, [.. runs.Select(value)]);
}
