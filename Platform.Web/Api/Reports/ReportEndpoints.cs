using System.Globalization;
using Platform.Core;
using Platform.Core.Reports;
using Platform.Web.Reports;

namespace Platform.Web.Api;

/// <summary>/reports: pages of text with charts, tables and figures.</summary>
internal static class ReportEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var reports = api.MapGroup("/reports").WithTags("Reports");
        reports.MapGet("", ListAsync).WithName("ListReports").WithSummary("Reports, those changed last first, without their texts; query: deleted=1 for the bin").Produces<ItemList<Report>>();
        reports.MapPost("", CreateAsync).WithName("CreateReport").WithSummary("Begin a report").Takes<ReportTextBody>().Produces<Report>(201).Refuses(400, 413);
        reports.MapGet("/{id}", ShowAsync).WithName("ShowReport").WithSummary("A report with its text").Produces<Report>().Refuses(404);
        reports.MapPut("/{id}", WriteAsync).WithName("WriteReport").WithSummary("Give a report another title and text").Takes<ReportTextBody>().Produces<Report>().Refuses(400, 404, 409, 413);
        reports.MapDelete("/{id}", DeleteAsync).WithName("DeleteReport").WithSummary("Put a report into the bin").Produces<Report>().Refuses(404);
        reports.MapPost("/{id}/restore", RestoreAsync).WithName("RestoreReport").WithSummary("Take a report out of the bin").Produces<Report>().Refuses(404);
        reports.MapGet("/{id}/blocks/{number}", BlockAsync).WithName("ReportBlock").WithSummary("What a block of a report shows now, or as of its event: runs, and a chart's points").Produces<ReportBlockAnswer>().Refuses(400, 404, 409);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, ReportViews views, CancellationToken cancellation) =>
        Results.Ok(new ItemList<Report>(await views.ListAsync(request.Query["deleted"] == "1", cancellation)));

    private static async Task<IResult> ShowAsync(string id, ReportViews views, CancellationToken cancellation) => Results.Ok(await RequireAsync(id, views, cancellation));

    private static async Task<IResult> CreateAsync(HttpRequest request, Caller caller, ReportViews views, ReportStore store, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<ReportTextBody>(request, cancellation, RequestBody.BytesOfText(ReportDecider.LongestText));
        // A repeat of the request names the same report.
        var id = caller.IdempotencyKey is { } key ? StreamNames.IdOf($"report:{key}") : StreamNames.NewExperimentId();
        await store.ApplyAsync(id, new CreateReport(id, body.Title, body.Text, caller.User, time.GetUtcNow()), commandId: null, cancellation);
        return Results.Created($"/api/v1/reports/{id}", await RequireAsync(id, views, cancellation));
    }

    private static async Task<IResult> WriteAsync(string id, HttpRequest request, Caller caller, ReportViews views, ReportStore store, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<ReportTextBody>(request, cancellation, RequestBody.BytesOfText(ReportDecider.LongestText));
        await RequireAsync(id, views, cancellation);
        await store.ApplyAsync(id, new WriteReport(body.Title, body.Text, body.Seen, caller.User, time.GetUtcNow()), caller.CommandId($"report:{id}"), cancellation);
        return Results.Ok(await RequireAsync(id, views, cancellation));
    }

    private static async Task<IResult> DeleteAsync(string id, Caller caller, ReportViews views, ReportStore store, TimeProvider time, CancellationToken cancellation)
    {
        await RequireAsync(id, views, cancellation);
        await store.ApplyAsync(id, new DeleteReport(caller.User, time.GetUtcNow()), caller.CommandId($"report-delete:{id}"), cancellation);
        return Results.Ok(await RequireAsync(id, views, cancellation));
    }

    private static async Task<IResult> RestoreAsync(string id, Caller caller, ReportViews views, ReportStore store, TimeProvider time, CancellationToken cancellation)
    {
        await RequireAsync(id, views, cancellation);
        await store.ApplyAsync(id, new RestoreReport(caller.User, time.GetUtcNow()), caller.CommandId($"report-restore:{id}"), cancellation);
        return Results.Ok(await RequireAsync(id, views, cancellation));
    }

    private static async Task<IResult> BlockAsync(string id, string number, ReportViews views, ReportData data, CancellationToken cancellation)
    {
        var report = await RequireAsync(id, views, cancellation);
        var segment = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted > 0 ? ReportText.Parse(report.Text).FirstOrDefault(s => s.Number == wanted) : null;
        if (segment is null)
            throw new NotFoundException("The report has no such block; they are counted from 1.");
        var block = segment.Block ?? throw new RuleViolation($"Block {wanted} cannot be drawn. {segment.Problem}");
        if (block.Kind == "model")
            return Results.Ok(new ReportBlockAnswer(wanted, block.Kind, block.Frozen, null, 0, [(await data.ModelAsync(block, cancellation)).Name], []));
        var runs = await data.RunsAsync(block, cancellation);
        var lines = block.Kind == "chart" ? await data.LinesAsync(block, runs, cancellation) : [];
        return Results.Ok(new ReportBlockAnswer(
            wanted, block.Kind, block.Frozen, block.Kind == "chart" ? ReportData.MetricOf(block, runs) : null, lines.Sum(line => line.X.Count), [.. runs.Runs.Select(run => run.Id)], lines));
    }

    private static async Task<Report> RequireAsync(string id, ReportViews views, CancellationToken cancellation) =>
        await views.FindAsync(InputText.Check("id", id, 100), cancellation) ?? throw new NotFoundException("There is no such report.");
}
