using System.Globalization;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>/sweeps/{id}/fork: a new sweep that begins with what this one knew at an event.</summary>
internal static class ForkEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var sweeps = api.MapGroup("/sweeps").WithTags("Sweeps");
        sweeps.MapPost("/{id}/fork", ForkAsync).WithName("ForkSweep")
            .WithSummary("Launch a sweep that begins with the file and the results of this one as of an event; body: the keys of a sweep file that differ; query: at (an event's number; else the newest)")
            .WithMetadata(new SweepFileBody()).Produces<ExperimentView>(201).Refuses(400, 404, 410, 413, 415);
        sweeps.MapPost("/{id}/fork/preview", PreviewAsync).WithName("PreviewSweepFork")
            .WithSummary("What a fork would begin with: its file, and which trials' results are carried, mapped or left out and why; nothing is written; query: at")
            .WithMetadata(new SweepFileBody()).Produces<SweepForkPreview>().Refuses(400, 404, 410, 413, 415);
        sweeps.MapGet("/{id}/forks", ForksAsync).WithName("ListForks").WithSummary("The sweeps that were forked from this one, oldest first").Produces<ItemList<ExperimentView>>().Refuses(404);
    }

    private static async Task<IResult> ForkAsync(string id, HttpRequest request, Caller caller, SweepForker forker, PlatformViews views, CancellationToken cancellation)
    {
        var at = At(request);
        var (text, format) = await SweepEndpoints.ReadTextAsync(request, cancellation);
        var fork = await forker.ForkAsync(id, at, text, format, caller.User, caller.CommandId($"fork:{id}"), cancellation);
        return Results.Created($"/api/v1/sweeps/{fork}", await views.RequireSweepAsync(fork, cancellation));
    }

    private static async Task<IResult> PreviewAsync(string id, HttpRequest request, SweepForker forker, CancellationToken cancellation)
    {
        var at = At(request);
        var (text, format) = await SweepEndpoints.ReadTextAsync(request, cancellation);
        return Results.Ok(await forker.PreviewAsync(id, at, text, format, cancellation));
    }

    private static async Task<IResult> ForksAsync(string id, PlatformViews views, CancellationToken cancellation)
    {
        await views.RequireSweepAsync(id, cancellation);
        return Results.Ok(new ItemList<ExperimentView>(await views.ForksOfAsync(id, cancellation)));
    }

    private static long? At(HttpRequest request)
    {
        var text = request.Query["at"].ToString().TrimStart('#');
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidInputException("at", $"is '{(text.Length <= 50 ? text : text[..50] + "…")}'; give the number of an event, as the sweep's page and a run's events show it.");
    }
}
