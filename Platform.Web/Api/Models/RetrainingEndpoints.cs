namespace Platform.Web.Api;

/// <summary>/models/{name}/retraining: training a model again, by a schedule or at once.</summary>
internal static class RetrainingEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var retraining = api.MapGroup("/models/{name}/retraining").WithTags("Registry");
        retraining.MapGet("", ShowAsync).WithName("ShowRetraining").WithSummary("How a model is trained again: plan, next times, what came of it").Produces<RetrainingAnswer>().Refuses(404);
        retraining.MapPut("", PlanAsync).WithName("PlanRetraining").WithSummary("Train the model again by a plan, which replaces the one before").Takes<RetrainingBody>().Produces<RetrainingAnswer>().Refuses(400, 404, 409);
        retraining.MapDelete("", EndAsync).WithName("EndRetraining").WithSummary("Train the model no more; a retraining under way goes on").Produces<RetrainingAnswer>().Refuses(404);
        retraining.MapPost("/run", RunAsync).WithName("RunRetraining").WithSummary("Train the model again now, by its plan").Takes<RetrainingRunBody>().Produces<RetrainingAnswer>(202).Refuses(400, 404, 409);
    }

    private static async Task<IResult> ShowAsync(string name, ModelRetraining retraining, CancellationToken cancellation) => Results.Ok(await retraining.ShowAsync(name, cancellation));

    private static async Task<IResult> PlanAsync(string name, HttpRequest request, Caller caller, ModelRetraining retraining, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<RetrainingBody>(request, cancellation);
        return Results.Ok(await retraining.PlanAsync(name, body.ToPlan(), caller.User, caller.CommandId($"retraining:{name}"), cancellation));
    }

    private static async Task<IResult> EndAsync(string name, Caller caller, ModelRetraining retraining, CancellationToken cancellation) =>
        Results.Ok(await retraining.EndAsync(name, caller.User, caller.CommandId($"retraining-end:{name}"), cancellation));

    private static async Task<IResult> RunAsync(string name, HttpRequest request, Caller caller, ModelRetraining retraining, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<RetrainingRunBody>(request, cancellation);
        return Results.Accepted($"/api/v1/models/{Uri.EscapeDataString(name)}/retraining", await retraining.RunAsync(name, body.Force, caller.User, caller.CommandId($"retraining-run:{name}"), cancellation));
    }
}
