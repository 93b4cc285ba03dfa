namespace Platform.Web.Experiments.Board;

/// <summary>Where a sweep's page asks for what its charts need at first; no part of the API.</summary>
internal static class BoardEndpoint
{
    public static void MapBoard(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/sweeps/{id}/board", async (string id, BoardSnapshots snapshots, HttpContext context, CancellationToken cancellation) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return await snapshots.OfAsync(id, cancellation) is { } snapshot ? Results.Bytes(snapshot.Body, "application/octet-stream") : Results.NoContent(); // the page says that there is no such sweep
        }).ExcludeFromDescription();
}
