using System.Runtime.CompilerServices;
using Platform.Core;
using Platform.Core.Tracking;
using Platform.Web.Tracking;

namespace Platform.Web.Api;

/// <summary>runs.parquet and points.parquet: tracked runs, or all their points, as Parquet files; of runs and experiments by identity, or of what a table's question finds.</summary>
internal static class ParquetEndpoints
{
    private const string MediaType = "application/vnd.apache.parquet";
    private const int RunsAtOnce = 1_000;
    private const int MostNamed = 100;

    public static void Map(RouteGroupBuilder api)
    {
        var tracking = api.MapGroup("/tracking").WithTags("Tracked runs");
        tracking.MapGet("/runs.parquet", RunsAsync).WithName("RunsParquet")
            .WithSummary("Runs as Parquet, with all parameters, tags and last values; query: run, experiment (identities, each repeated, at most 100)").Produces<byte[]>(200, MediaType).Refuses(400, 404);
        tracking.MapGet("/points.parquet", PointsAsync).WithName("PointsParquet")
            .WithSummary("All points of runs as Parquet; query: run, experiment (identities, each repeated, at most 100)").Produces<byte[]>(200, MediaType).Refuses(400, 404);
        tracking.MapGet("/experiments/{id}/runs.parquet", TableAsync).WithName("TrackedRunsParquet")
            .WithSummary("Runs as Parquet, with all parameters, tags and last values, or those of column; query as of runs.csv without asOf").Produces<byte[]>(200, MediaType).Refuses(400, 404);
        tracking.MapGet("/experiments/{id}/points.parquet", TablePointsAsync).WithName("TrackedPointsParquet")
            .WithSummary("All points of runs as Parquet; query as of runs.csv without asOf").Produces<byte[]>(200, MediaType).Refuses(400, 404);
    }

    private static async Task<IResult> RunsAsync(HttpRequest request, TrackingViews views, RunSearch search, CancellationToken cancellation)
    {
        var named = await NamedAsync(request, views, cancellation);
        var fields = named.Runs.SelectMany(FieldsOf).ToHashSet();
        foreach (var experiment in named.Experiments)
            fields.UnionWith(await search.FieldsAsync(experiment, cancellation));
        var columns = fields.OrderBy(f => f.Kind).ThenBy(f => f.Key, StringComparer.Ordinal).ToList();
        RunsParquet.Check(columns);
        return File("runs", body => RunsParquet.WriteAsync(body, named.AllAsync(search, cancellation), named.Names, columns, cancellation));
    }

    private static async Task<IResult> PointsAsync(HttpRequest request, TrackingViews views, RunSearch search, CancellationToken cancellation)
    {
        var named = await NamedAsync(request, views, cancellation);
        return File("points", body => PointsParquet.WriteAsync(body, named.AllAsync(search, cancellation), views, cancellation));
    }

    private static async Task<IResult> TableAsync(string id, HttpRequest request, TrackingViews views, RunSearch search, TimeProvider time, CancellationToken cancellation)
    {
        RefusePast(request);
        var (question, query) = await RunTableEndpoints.QuestionAsync(id, request.Query, views, RunsAtOnce, time.GetUtcNow(), cancellation);
        if (question.Columns?.FirstOrDefault(c => c.Part != MetricPart.Last) is { } folded)
            throw new InvalidInputException("column", $"'{folded.Text}' is not known to Parquet, which has the latest values; ask for runs.csv, or for the points.");
        var fields = question.Columns is { } chosen
            ? [.. chosen.Where(c => c.Kind != RunFieldKind.Attribute).Select(c => c.Field)]
            : await search.FieldsAsync(id, cancellation);
        RunsParquet.Check(fields);
        var experiment = await views.ExperimentAsync(id, cancellation) ?? throw SavedViewEndpoints.Unknown(id);
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [id] = experiment.Name };
        return File($"runs-{id}", body => RunsParquet.WriteAsync(body, PagesAsync(search, query, cancellation), names, fields, cancellation));
    }

    private static async Task<IResult> TablePointsAsync(string id, HttpRequest request, TrackingViews views, RunSearch search, TimeProvider time, CancellationToken cancellation)
    {
        RefusePast(request);
        var (_, query) = await RunTableEndpoints.QuestionAsync(id, request.Query, views, RunsAtOnce, time.GetUtcNow(), cancellation);
        return File($"points-{id}", body => PointsParquet.WriteAsync(body, PagesAsync(search, query, cancellation), views, cancellation));
    }

    private static async Task<Named> NamedAsync(HttpRequest request, TrackingViews views, CancellationToken cancellation)
    {
        string[] runs = [.. request.Query["run"].OfType<string>().Distinct(StringComparer.Ordinal)], experiments = [.. request.Query["experiment"].OfType<string>().Distinct(StringComparer.Ordinal)];
        if (runs.Length + experiments.Length is 0 or > MostNamed)
            throw new InvalidInputException("run", $"and 'experiment' name {runs.Length + experiments.Length} runs and experiments by identity; name 1 to {MostNamed}.");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in experiments)
            names[id] = (await views.ExperimentAsync(id, cancellation) ?? throw SavedViewEndpoints.Unknown(id)).Name;
        var found = await views.RunsWithMetricsAsync(runs, cancellation);
        if (Array.Find(runs, id => found.All(run => run.Run.Id != id)) is { } missing)
            throw new NotFoundException($"There is no tracked run '{(missing.Length <= 100 ? missing : missing[..100] + "…")}'.");
        foreach (var id in found.Select(run => run.Run.ExperimentId).Distinct(StringComparer.Ordinal).Where(id => !names.ContainsKey(id)))
            names[id] = (await views.ExperimentAsync(id, cancellation))?.Name ?? id;
        return new Named([.. found.Where(run => !experiments.Contains(run.Run.ExperimentId, StringComparer.Ordinal) || run.Run.Lifecycle == Lifecycle.Deleted)], experiments, names);
    }

    private static async IAsyncEnumerable<RunWithMetrics> PagesAsync(RunSearch search, RunQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (RunQuery? next = query; next is not null;)
        {
            var page = await search.FindAsync(next, cancellation);
            foreach (var run in page.Runs)
                yield return run;
            next = page.NextPageToken is { } token ? next with { PageToken = token } : null;
        }
    }

    private static IEnumerable<RunField> FieldsOf(RunWithMetrics run) =>
    [
        .. run.Metrics.Select(metric => new RunField(RunFieldKind.Metric, metric.Key)), .. run.Run.Params.Keys.Select(key => new RunField(RunFieldKind.Param, key)),
        .. run.Run.Tags.Keys.Select(key => new RunField(RunFieldKind.Tag, key)),
    ];

    private static void RefusePast(HttpRequest request)
    {
        if (request.Query.ContainsKey("asOf"))
            throw new InvalidInputException("asOf", "is not known here: tables of the past come as CSV or JSON.");
    }

    private static IResult File(string name, Func<Stream, Task> write) => Results.Stream(write, MediaType, $"{name}.parquet");

    /// <summary>Runs and experiments that are asked for by identity.</summary>
    /// <param name="Runs">Those that are in none of the experiments, or deleted.</param>
    /// <param name="Names">Of the experiments, by identity.</param>
    private sealed record Named(IReadOnlyList<RunWithMetrics> Runs, IReadOnlyList<string> Experiments, IReadOnlyDictionary<string, string> Names)
    {
        public async IAsyncEnumerable<RunWithMetrics> AllAsync(RunSearch search, [EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (var run in Runs)
                yield return run;
            foreach (var experiment in Experiments)
            {
                await foreach (var run in PagesAsync(search, new RunQuery([experiment]) { MaxResults = RunsAtOnce }, cancellation))
                    yield return run;
            }
        }
    }
}
