using System.Globalization;
using Platform.Core.Tracking;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Charts;
using Platform.Web.Tracking;

namespace Platform.Web.Compare;

/// <summary>Reads runs of sweeps and from outside for a comparison.</summary>
public sealed class ComparedRuns(PlatformViews views, TrackingViews tracking, MetricCurves curves)
{
    /// <summary>Runs that are compared at once.</summary>
    public const int Most = 100;

    private static readonly (string Title, string Tag)[] CodeTags =
    [
        ("source", "mlflow.source.name"), ("kind", "mlflow.source.type"), ("commit", "mlflow.source.git.commit"), ("branch", "mlflow.source.git.branch"),
        ("entry point", "mlflow.project.entryPoint"), ("logged by", "mlflow.autologging"),
    ];

    /// <summary>Identities separated by commas, each once.</summary>
    public static IReadOnlyList<string> Parse(string? ids) => [.. (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    /// <summary>The runs in the order that was asked for; unknown ones are left out.</summary>
    public async Task<IReadOnlyList<ComparedRun>> ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var outside = (await tracking.RunsWithMetricsAsync([.. ids.Where(IsTracked)], cancellation)).ToDictionary(run => run.Run.Id, Of, StringComparer.Ordinal);
        var own = (await views.TrialsAsync([.. ids.Where(id => !IsTracked(id))], cancellation)).ToDictionary(run => run.Id, Of, StringComparer.Ordinal);
        return [.. ids.Select(id => outside.GetValueOrDefault(id) ?? own.GetValueOrDefault(id)).OfType<ComparedRun>()];
    }

    /// <summary>The sweep or experiment that all of them are of; null if they are of several, or it is gone.</summary>
    public async Task<ComparedOrigin?> OriginAsync(IReadOnlyList<ComparedRun> runs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Select(run => (IsTrial: run.Trial is not null, run.Trial?.ExperimentId ?? run.Tracked?.Run.ExperimentId)).Distinct().ToList() is not [(var isTrial, { } id)])
            return null;
        return isTrial
            ? await views.ExperimentAsync(id, cancellation) is { } sweep ? new ComparedOrigin("Sweeps", "", sweep.Name, $"sweeps/{id}") { Sweep = sweep } : null
            : await tracking.ExperimentAsync(id, cancellation) is { } experiment ? new ComparedOrigin("Runs", "runs", experiment.Name, $"runs/experiments/{id}") : null;
    }

    /// <summary>A metric of a run as a line; null if it has none, or has none over such an axis.</summary>
    /// <param name="colour">Of the line.</param>
    /// <param name="among">How many lines the chart has.</param>
    public async Task<SeriesLine?> LineAsync(ComparedRun run, string metric, SeriesAxis axis, int colour, int among, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Trial is { } trial)
        {
            var values = trial.Curve(metric);
            return axis != SeriesAxis.Step || values.Count == 0 ? null
                : new SeriesLine(IdOf(run, metric, axis)!, run.Name, [.. Enumerable.Range(1, values.Count).Select(epoch => (double)epoch)], [.. values.Select(v => double.IsFinite(v) ? v : (double?)null)], Colour: colour);
        }
        return run.Tracked!.Metrics.FirstOrDefault(m => m.Key == metric) is { } latest
            ? await curves.ReadAsync(run.Id, latest, axis, run.Tracked.Run.StartTime, IdOf(run, metric, axis)!, run.Name, colour, among, cancellation)
            : null;
    }

    /// <summary>The identity of a run's line: another one as soon as the line has grown; null if the run has no such metric.</summary>
    public static string? IdOf(ComparedRun run, string metric, SeriesAxis axis)
    {
        ArgumentNullException.ThrowIfNull(run);
        var count = run.Trial?.Curve(metric).Count ?? run.Tracked!.Metrics.FirstOrDefault(m => m.Key == metric)?.Count;
        return count is null ? null : string.Create(CultureInfo.InvariantCulture, $"{run.Id}/{metric}/{axis}/{count}");
    }

    /// <summary>Whether an identity is one of runs from outside: 32 hexadecimal digits.</summary>
    private static bool IsTracked(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    /// <summary>A trial as comparisons see it.</summary>
    public static ComparedRun Of(TrialView run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var own = Api.RunComparison.Of([run]);
        var settings = own.Same.ToDictionary(field => field.Field, field => Text(field.Value), StringComparer.Ordinal);
        return new ComparedRun(
            run.Id, run.ReproducesTrialId is null ? $"Trial {run.Number}" : $"{run.Number}, again",
            settings.Where(s => s.Key is not ("data" or "data_labels")).ToDictionary(StringComparer.Ordinal),
            Known(("version", run.Environment?.CodeVersion)),
            Known(("data", settings.GetValueOrDefault("data")), ("labels", settings.GetValueOrDefault("data_labels")), ("digest", run.DataDigest)),
            run.Environment is { } e
                ? Known(("libtorch", e.Libtorch), ("BLAS", e.Blas), ("threads", Text((long)e.Threads)), ("device", e.Device), ("CPU", e.Cpu), ("system", e.Os))
                : Known(),
            Known(("sweep", run.ExperimentId), ("status", Components.Show.Status(run.Status))),
            own.Metrics.Where(m => m.Values[0] is not null).ToDictionary(m => m.Name, m => m.Values[0]!.Value, StringComparer.Ordinal))
        {
            Trial = run,
        };
    }

    /// <summary>A run from outside as comparisons see it.</summary>
    public static ComparedRun Of(RunWithMetrics run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var tags = run.Run.Tags;
        return new ComparedRun(
            run.Run.Id, run.Run.Name, run.Run.Params,
            Known([.. CodeTags.Select(code => (code.Title, tags.GetValueOrDefault(code.Tag)))]),
            Known(("data", run.Run.Inputs.Count == 0 ? null : string.Join(", ", run.Run.Inputs.Select(i => $"{i.Name} {i.Digest}").Distinct(StringComparer.Ordinal)))),
            Known(("environment", tags.GetValueOrDefault("mlflow.project.env"))),
            Known([
                ("user", run.Run.User.Length == 0 ? null : run.Run.User), ("status", run.Run.Status.ToString().ToLowerInvariant()),
                .. tags.Where(tag => !tag.Key.StartsWith("mlflow.", StringComparison.Ordinal)).Select(tag => (tag.Key, (string?)tag.Value)),
            ]),
            run.Metrics.ToDictionary(m => m.Key, m => m.Last.Value, StringComparer.Ordinal))
        {
            Tracked = run,
        };
    }

    private static Dictionary<string, string> Known(params (string Name, string? Value)[] pairs)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            if (value is not null)
                known[name] = value;
        }
        return known;
    }

    private static string Text(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool yes => yes ? "yes" : "no",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
