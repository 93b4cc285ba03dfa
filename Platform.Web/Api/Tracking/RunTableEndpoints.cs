using System.Globalization;
using System.Text;
using Platform.Core;
using Platform.Core.Tracking;
using Platform.Web.Tracking;

namespace Platform.Web.Api;

/// <summary>/tracking/experiments/{id}/runs.csv: a table of runs as a file, asked for as its page is.</summary>
internal static class RunTableEndpoints
{
    private const int RunsAtOnce = 1_000;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/tracking/experiments/{id}/runs.csv", TableAsync).WithTags("Tracked runs").WithName("TrackedRunsCsv")
            .WithSummary("Runs as CSV; query: filter, status, order (such as 'metrics.loss asc'), column (repeated), view=deleted").Produces<string>(200, "text/csv").Refuses(400, 404);

    private static async Task<IResult> TableAsync(string id, HttpRequest request, TrackingViews views, RunSearch search, CancellationToken cancellation)
    {
        if (await views.ExperimentAsync(id, cancellation) is null)
            throw new NotFoundException($"There is no experiment '{(id.Length <= 100 ? id : id[..100] + "…")}'.");
        var asked = request.Query;
        var question = RunTableQuestion.Parse(id, asked["filter"], asked["status"], asked["order"], [.. asked["column"].OfType<string>()], asked["view"]);
        var (query, problem) = question.ToQuery(RunsAtOnce);
        if (query is null)
            throw new InvalidInputException("filter", problem!.Position is { } at ? string.Create(CultureInfo.InvariantCulture, $"position {at}: {problem.Text}") : problem.Text);
        var columns = RunColumn.Always.Concat(question.Columns ?? UsualColumns.Of(await search.FieldsAsync(id, cancellation))).ToList();
        return Results.Stream(body => WriteAsync(body, search, query, columns, cancellation), "text/csv; charset=utf-8", $"runs-{id}.csv");
    }

    private static async Task WriteAsync(Stream body, RunSearch search, RunQuery query, List<RunColumn> columns, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns.Select(c => c.Text).Prepend("run_id").Select(Cell)));
        for (RunQuery? next = query; next is not null;)
        {
            var page = await search.FindAsync(next, cancellation);
            foreach (var run in page.Runs)
                await writer.WriteLineAsync(string.Join(',', columns.Select(c => c.Exact(run) ?? "").Prepend(run.Run.Id).Select(Cell)).AsMemory(), cancellation);
            next = page.NextPageToken is { } token ? next with { PageToken = token } : null;
        }
    }

    // RFC 4180.
    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
