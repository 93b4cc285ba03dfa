using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>/sweeps/{id}/explain and /front: what a sweep's trials teach.</summary>
internal static class InsightEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var sweeps = api.MapGroup("/sweeps").WithTags("Insight");
        sweeps.MapGet("/{id}/explain", ExplainAsync).WithName("ExplainSweep")
            .WithSummary("Importance of each parameter, its partial dependence, and pairs that matter together; query: objective (0-based)").Produces<ExplainAnswer>().Refuses(400, 404);
        sweeps.MapGet("/{id}/front", FrontAsync).WithName("SweepFront").WithSummary("The Pareto front of a sweep's objectives").Produces<FrontAnswer>().Refuses(404);
    }

    private static async Task<IResult> ExplainAsync(string id, HttpRequest request, PlatformViews views, SweepInsight insight, CancellationToken cancellation)
    {
        var sweep = await views.RequireSweepAsync(id, cancellation);
        var objective = QueryInput.Whole(request, "objective", 0, sweep.Spec.FurtherObjectives.Count, fallback: 0);
        return Results.Ok(await insight.ExplainAsync(id, objective, cancellation));
    }

    private static async Task<IResult> FrontAsync(string id, PlatformViews views, SweepInsight insight, CancellationToken cancellation)
    {
        await views.RequireSweepAsync(id, cancellation);
        return Results.Ok(await insight.FrontAsync(id, cancellation));
    }
}
