using System.Globalization;
using System.Text;
using Platform.Core;
using Platform.Core.History;
using Platform.Core.Tracking;
using Platform.Web.Tracking;
using RunPage = Platform.Core.Tracking.RunPage;

namespace Platform.Web.Api;

/// <summary>/tracking/experiments/{id}/runs and runs.csv: a table of runs, page by page or whole as a file, asked for as its page is.</summary>
internal static class RunTableEndpoints
{
    private const int RunsAtOnce = 1_000;
    private const int MostRuns = 1_000;
    private const int UsualRuns = 100;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/tracking/experiments/{id}/runs", PageAsync).WithTags("Tracked runs").WithName("TrackedRuns")
            .WithSummary("Runs with their latest metrics; query: filter, status, order (such as 'min(metrics.loss) asc'), view=deleted, or saved (a view's id); limit (1–1000), page, " + QueryInput.AsOfWords).Produces<TrackedRunPage>().Refuses(400, 404);
        api.MapGet("/tracking/experiments/{id}/runs.csv", TableAsync).WithTags("Tracked runs").WithName("TrackedRunsCsv")
            .WithSummary("Runs as CSV; query: filter, status, order (such as 'metrics.loss asc'), column (repeated), view=deleted, or saved (a view's id); spreadsheet=1 (an apostrophe before what a spreadsheet would take for a formula; without it values are exactly as logged); " + QueryInput.AsOfWords).Produces<string>(200, "text/csv").Refuses(400, 404);
    }

    private static async Task<TrackedRunPage> PageAsync(
        string id, HttpRequest request, TrackingViews views, RunSearch search, PastViews past, TimeProvider time, CancellationToken cancellation)
    {
        string? limit = request.Query["limit"];
        var max = UsualRuns;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out max) || max is < 1 or > MostRuns))
            throw new InvalidInputException("limit", $"must be a whole number from 1 to {MostRuns}.");
        var moment = await QueryInput.MomentAsync(request, past, cancellation);
        var (_, query) = await QuestionAsync(id, request.Query, views, max, await NowAsync(moment, past, time, cancellation), cancellation);
        if (await PastAsync(id, moment, past, cancellation) is { } then)
        {
            var found = then.Find(query);
            return new TrackedRunPage(found.Runs, then.Count(query), found.NextPageToken);
        }
        var page = await search.FindAsync(query, cancellation);
        return new TrackedRunPage(page.Runs, await search.CountAsync(query, cancellation), page.NextPageToken);
    }

    private static async Task<IResult> TableAsync(
        string id, HttpRequest request, TrackingViews views, RunSearch search, PastViews past, TimeProvider time, CancellationToken cancellation)
    {
        var moment = await QueryInput.MomentAsync(request, past, cancellation);
        var (question, query) = await QuestionAsync(id, request.Query, views, RunsAtOnce, await NowAsync(moment, past, time, cancellation), cancellation);
        var then = await PastAsync(id, moment, past, cancellation);
        Func<string, string> cell = QueryInput.Whole(request, "spreadsheet", 0, 1, 0) == 1 ? CsvCell.ForSpreadsheet : CsvCell.Exact;
        _ = then?.Find(query with { MaxResults = 1 }); // refused now, not when the answer has begun
        var columns = RunColumn.Always.Concat(question.Columns ?? UsualColumns.Of(then?.Fields() ?? await search.FieldsAsync(id, cancellation))).ToList();
        Func<RunQuery, Task<RunPage>> find = then is null ? next => search.FindAsync(next, cancellation) : next => Task.FromResult(then.Find(next));
        return Results.Stream(body => WriteAsync(body, find, query, columns, cell, cancellation), "text/csv; charset=utf-8", $"runs-{id}.csv");
    }

    private static async Task<RunsAtHand?> PastAsync(string id, PastMoment? asked, PastViews past, CancellationToken cancellation) =>
        asked is { } moment ? new RunsAtHand(await past.RunsAsync(id, moment, cancellation)) : null;

    // What is asked of a moment of the past has the same answer whenever it is asked.
    private static async Task<DateTimeOffset> NowAsync(PastMoment? asked, PastViews past, TimeProvider time, CancellationToken cancellation) =>
        asked is { } moment ? await past.TimeOfAsync(moment, cancellation) : time.GetUtcNow();

    /// <summary>The question that a table's address asks.</summary>
    /// <param name="now">What <c>now</c> stands for in its filter.</param>
    /// <exception cref="NotFoundException">There is no such experiment or view.</exception>
    /// <exception cref="InvalidInputException">The question cannot be read.</exception>
    internal static async Task<(RunTableQuestion Question, RunQuery Query)> QuestionAsync(
        string id, IQueryCollection asked, TrackingViews views, int max, DateTimeOffset now, CancellationToken cancellation)
    {
        var saved = asked["saved"].ToString();
        if (saved.Length == 0 && await views.ExperimentAsync(id, cancellation) is null)
            throw SavedViewEndpoints.Unknown(id);
        var question = saved.Length > 0
            ? Saved(await SavedViewEndpoints.ExperimentAsync(id, views, cancellation), saved, asked) : RunTableQuestion.Parse(id, asked["filter"], asked["status"], asked["order"], [.. asked["column"].OfType<string>()], asked["view"]);
        if (asked["order"].ToString() is { Length: > 0 } order && question.Sort == RunSort.Default && order != RunSort.Default.Text)
            throw new InvalidInputException("order", "is none; an order is a column and a direction, such as 'metrics.loss asc', 'min(metrics.loss) asc' or 'attributes.start_time desc'.");
        var (query, problem) = question.ToQuery(max, now, asked["page"]);
        if (query is null)
            throw new InvalidInputException("filter", problem!.Position is { } at ? string.Create(CultureInfo.InvariantCulture, $"position {at}: {problem.Text}") : problem.Text);
        return (question, query);
    }

    private static RunTableQuestion Saved(TrackedExperiment experiment, string view, IQueryCollection asked)
    {
        if (Array.Find(["filter", "status", "order", "column", "view"], name => asked.ContainsKey(name)) is { } other)
            throw new InvalidInputException(other, "is part of the saved view; leave it or 'saved' out.");
        return RunTableQuestion.Of(experiment.Id, SavedViewEndpoints.Find(experiment, view));
    }

    private static async Task WriteAsync(Stream body, Func<RunQuery, Task<RunPage>> find, RunQuery query, List<RunColumn> columns, Func<string, string> cell, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', columns.Select(c => c.Text).Prepend("run_id").Select(cell)));
        for (RunQuery? next = query; next is not null;)
        {
            var page = await find(next);
            foreach (var run in page.Runs)
                await writer.WriteLineAsync(string.Join(',', columns.Select(c => c.Exact(run) ?? "").Prepend(run.Run.Id).Select(cell)).AsMemory(), cancellation);
            next = page.NextPageToken is { } token ? next with { PageToken = token } : null;
        }
    }
}
