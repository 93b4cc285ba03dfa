using System.Text;
using Platform.Core;
using Platform.Web.Compare;

namespace Platform.Web.Api;

/// <summary>/compare: runs of sweeps and from outside side by side, and tables of it as CSV.</summary>
internal static class CompareEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var compare = api.MapGroup("/compare").WithTags("Runs");
        compare.MapGet("", ShowAsync).WithName("CompareAnyRuns").WithSummary("Two to a hundred runs of any kind side by side, with repeats by seed; query: ids=a,b, metric").Produces<ComparisonAnswer>().Refuses(400);
        compare.MapGet("/{table}.csv", TableAsync).WithName("CompareTable").WithSummary($"A table of a comparison as CSV: {string.Join(", ", CompareTables.Names)}; query: ids=a,b, metric").Produces<string>(200, "text/csv").Refuses(400, 404);
    }

    private static async Task<IResult> ShowAsync(HttpRequest request, ComparedRuns source, CancellationToken cancellation)
    {
        var (runs, metric) = await ReadAsync(request, source, cancellation);
        return Results.Ok(new ComparisonAnswer(
            [.. runs.Select(run => new ComparedRunAnswer(run.Id, run.Name, run.Seed, run.Parameters, run.Code, run.Data, run.Environment, run.Metrics))],
            metric.Length == 0 ? null : Repeats.Of(runs, metric)));
    }

    private static async Task<IResult> TableAsync(string table, HttpRequest request, ComparedRuns source, CancellationToken cancellation)
    {
        if (!CompareTables.Names.Contains(table, StringComparer.Ordinal))
            throw new NotFoundException($"There is no such table; there are {string.Join(", ", CompareTables.Names)}.");
        var (runs, metric) = await ReadAsync(request, source, cancellation);
        return Results.File(Encoding.UTF8.GetBytes(CompareTables.ToCsv(table, runs, metric)), "text/csv; charset=utf-8", $"{table}.csv");
    }

    private static async Task<(IReadOnlyList<ComparedRun> Runs, string Metric)> ReadAsync(HttpRequest request, ComparedRuns source, CancellationToken cancellation)
    {
        var ids = ComparedRuns.Parse(request.Query["ids"]);
        if (ids.Count is < 2 or > ComparedRuns.Most)
            throw new InvalidInputException("ids", $"names {ids.Count} runs; give 2 to {ComparedRuns.Most}, as ids=ab2c3d4e-1,ab2c3d4e-2.");
        foreach (var id in ids)
            InputText.Check("ids", id, 100);
        var runs = await source.ReadAsync(ids, cancellation);
        if (ids.Except(runs.Select(run => run.Id), StringComparer.Ordinal).FirstOrDefault() is { } missing)
            throw new InvalidInputException("ids", $"names '{missing}', which is no run of this database; leave it out.");
        return (runs, InputText.Check("metric", request.Query["metric"].ToString(), 250));
    }
}
