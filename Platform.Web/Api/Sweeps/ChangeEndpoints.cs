using Platform.Core.Experiments;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>/sweeps/{id}/change: another space or budget for a running sweep.</summary>
internal static class ChangeEndpoints
{
    private const int LongestReason = 2_000;

    public static void Map(RouteGroupBuilder api)
    {
        var sweeps = api.MapGroup("/sweeps").WithTags("Sweeps");
        sweeps.MapPost("/{id}/change", ChangeAsync).WithName("ChangeSweep")
            .WithSummary("Change space, epochs, trials, parallelism or stop of a running or paused sweep: the keys of a sweep file that are to change; query: reason")
            .WithMetadata(new SweepFileBody()).Produces<ExperimentView>().Refuses(400, 404, 409, 413, 415);
        sweeps.MapPost("/{id}/change/preview", PreviewAsync).WithName("PreviewSweepChange")
            .WithSummary("What a change would do: the differences, and which trials the search keeps, maps or leaves out and why; nothing is written")
            .WithMetadata(new SweepFileBody()).Produces<SweepChangePreview>().Refuses(400, 404, 409, 413, 415);
    }

    private static async Task<IResult> ChangeAsync(string id, HttpRequest request, Caller caller, SweepChanger changer, CancellationToken cancellation)
    {
        var reason = InputText.Check("reason", request.Query["reason"].ToString(), LongestReason);
        var (text, format) = await SweepEndpoints.ReadTextAsync(request, cancellation);
        return Results.Ok(await changer.ChangeAsync(id, text, format, caller.User, reason, caller.CommandId($"change:{id}"), cancellation: cancellation));
    }

    private static async Task<IResult> PreviewAsync(string id, HttpRequest request, Caller caller, SweepChanger changer, CancellationToken cancellation)
    {
        var (text, format) = await SweepEndpoints.ReadTextAsync(request, cancellation);
        return Results.Ok(await changer.PreviewAsync(id, text, format, caller.User, cancellation));
    }
}
