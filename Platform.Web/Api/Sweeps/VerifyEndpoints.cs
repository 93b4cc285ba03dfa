using Platform.Core.Studies;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>/sweeps/{id}/verify: every decision of a sweep computed again from the journal.</summary>
internal static class VerifyEndpoints
{
    private const string Summary = "Compute every decision again from the journal: identical, or the first difference; nothing is written";

    public static void Map(RouteGroupBuilder api)
    {
        var sweeps = api.MapGroup("/sweeps").WithTags("Sweeps");
        sweeps.MapGet("/{id}/verify", VerifyAsync).WithName("VerifySweep").WithSummary(Summary).Produces<SweepVerification>().Refuses(400, 404);
        sweeps.MapPost("/{id}/verify", VerifyAsync).WithName("VerifySweepAgain").WithSummary(Summary).Produces<SweepVerification>().Refuses(400, 404);
    }

    private static async Task<IResult> VerifyAsync(string id, PlatformViews views, SweepVerifier verifier, CancellationToken cancellation)
    {
        await views.RequireSweepAsync(id, cancellation);
        return Results.Ok(await Task.Run(() => verifier.VerifyAsync(id, cancellation), cancellation));
    }
}
