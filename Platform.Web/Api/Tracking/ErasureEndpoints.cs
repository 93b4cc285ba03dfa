using Platform.Core.Erasures;

namespace Platform.Web.Api;

/// <summary>/erasures, and …/erasure of runs, experiments and sweeps: what was erased, what an erasure would take, and the erasure itself.</summary>
internal static class ErasureEndpoints
{
    private const int MostListed = 1_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/erasures", ListAsync).WithTags("Erasures").WithName("ListErasures")
            .WithSummary("Runs, experiments, logged models and sweeps whose contents were erased, the last first; query: experiment (only the runs of this tracked experiment), limit (1–1000)")
            .Produces<ItemList<ErasedStream>>().Refuses(400);
        Map(api, "/tracking/runs/{id}/erasure", ErasureKind.Run, "a deleted run", 32);
        Map(api, "/tracking/experiments/{id}/erasure", ErasureKind.Experiment, "a deleted experiment with its runs", 100);
        Map(api, "/sweeps/{id}/erasure", ErasureKind.Sweep, "a sweep that has ended, with its trials", 100);
    }

    private static void Map(RouteGroupBuilder api, string route, ErasureKind kind, string what, int longestId)
    {
        api.MapGet(route, (string id, ContentEraser eraser, CancellationToken cancellation) => eraser.Planner.PlanAsync(new ErasureTarget(kind, Shortened(id, longestId)), cancellation))
            .WithTags("Erasures").WithName($"Plan{kind}Erasure").WithSummary($"What erasing the contents of {what} would take, and what stands in its way; nothing is written").Produces<ErasurePlan>().Refuses(404);
        api.MapPost(route, async (string id, HttpRequest request, Caller caller, ContentEraser eraser, CancellationToken cancellation) =>
            {
                var body = await JsonBody.ReadAsync<ErasureBody>(request, cancellation);
                // What was begun is finished even if nobody waits for the answer any more.
                return await eraser.EraseAsync(new ErasureTarget(kind, Shortened(id, longestId)), caller.User, body.Reason.Trim(), stop: CancellationToken.None);
            })
            .WithTags("Erasures").WithName($"Erase{kind}").WithSummary($"Erase the contents of {what}, for good; answers what was erased, nothing if it was erased before")
            .Takes<ErasureBody>().Produces<ErasurePlan>().Refuses(400, 404, 409);
    }

    private static async Task<ItemList<ErasedStream>> ListAsync(HttpRequest request, ErasureViews erasures, CancellationToken cancellation)
    {
        var experiment = request.Query["experiment"].ToString();
        var limit = QueryInput.Whole(request, "limit", 1, MostListed, fallback: 100);
        if (experiment.Contains('\0', StringComparison.Ordinal))
            return new ItemList<ErasedStream>([]); // nothing can be called so
        return new ItemList<ErasedStream>(await erasures.ListAsync(experiment.Length == 0 ? null : experiment, limit, cancellation));
    }

    // Nothing has a longer identity, and nobody reads a message with one.
    private static string Shortened(string id, int longest) => id.Length <= longest ? id : id[..longest] + "…";
}
