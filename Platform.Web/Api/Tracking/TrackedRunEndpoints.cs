using Platform.Core;
using Platform.Core.History;
using Platform.Core.Tracking;

namespace Platform.Web.Api;

/// <summary>/tracking/runs/{id}: one tracked run, now or as it was.</summary>
internal static class TrackedRunEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/tracking/runs/{id}", ShowAsync).WithTags("Tracked runs").WithName("TrackedRun")
            .WithSummary("A tracked run with the latest of its metrics; query: " + QueryInput.AsOfWords).Produces<TrackedRunAnswer>().Refuses(400, 404);

    private static async Task<IResult> ShowAsync(string id, HttpRequest request, TrackingViews views, PastViews past, CancellationToken cancellation)
    {
        var name = id.Length <= 100 ? id : id[..100] + "…";
        var run = await views.RunWithMetricsAsync(id, cancellation) ?? throw new NotFoundException($"There is no tracked run '{name}'.", StreamNames.Run(id));
        if (await QueryInput.MomentAsync(request, past, cancellation) is { } moment)
            run = await past.RunAsync(id, moment, cancellation) ?? throw QueryInput.NotYet($"tracked run '{name}'");
        return Results.Ok(TrackedRunAnswer.Of(run));
    }
}
