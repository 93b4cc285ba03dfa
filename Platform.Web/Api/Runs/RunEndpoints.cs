using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.History;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Compare;

namespace Platform.Web.Api;

/// <summary>/runs: compare, reproduce, cancel and evaluate.</summary>
internal static class RunEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("/compare", CompareAsync).WithName("CompareRuns").WithSummary("Two to a hundred trials side by side; query: ids=a,b, " + QueryInput.AsOfWords).Produces<RunComparison>().Refuses(400, 404);
        runs.MapPost("/{id}/reproduce", ReproduceAsync).WithName("ReproduceRun").WithSummary("Run it again and compare every epoch bit by bit").Produces<ReproductionAnswer>(202).Refuses(404, 409);
        runs.MapPost("/{id}/evaluate", EvaluateAsync).WithName("EvaluateRun").WithSummary("Measure the best checkpoint on the test set, once").Produces<TrialView>(202).Refuses(404, 409);
        runs.MapPost("/{id}/cancel", CancelAsync).WithName("CancelRun").WithSummary("End a reproduction that is wanted no more").Produces<TrialView>(202).Refuses(404, 409);
    }

    private static async Task<IResult> CompareAsync(HttpRequest request, PlatformViews views, PastViews past, CancellationToken cancellation)
    {
        var ids = request.Query["ids"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length is < 2 or > ComparedRuns.Most)
            throw new InvalidInputException("ids", $"names {ids.Length} runs; give 2 to {ComparedRuns.Most}, as ids=ab2c3d4e-1,ab2c3d4e-2.");
        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Length)
            throw new InvalidInputException("ids", "names a run twice; name each run once.");
        var moment = await QueryInput.MomentAsync(request, past, cancellation);
        var runs = new List<TrialView>();
        foreach (var id in ids)
            runs.Add(await views.RequireRunAsync(id, cancellation));
        if (moment is { } then)
            runs = [.. (await past.TrialsAsync(ids, then, cancellation)).Select((run, i) => run ?? throw QueryInput.NotYet($"run '{ids[i]}'"))];
        return Results.Ok(RunComparison.Of(runs));
    }

    private static async Task<IResult> ReproduceAsync(string id, Caller caller, PlatformViews views, PlatformCommands commands, TimeProvider time, CancellationToken cancellation)
    {
        await views.RequireRunAsync(id, cancellation);
        var newId = await commands.RequestReproductionAsync(id, caller.User, time.GetUtcNow(), caller.CommandId($"reproduce:{id}"), cancellation);
        return Results.Accepted($"/api/v1/trials/{newId}", new ReproductionAnswer(newId));
    }

    private static async Task<IResult> EvaluateAsync(string id, Caller caller, PlatformViews views, PlatformCommands commands, TimeProvider time, CancellationToken cancellation)
    {
        await views.RequireRunAsync(id, cancellation);
        await commands.ApplyAsync(id, new RequestTestEvaluation(caller.User, time.GetUtcNow()), caller.CommandId($"evaluate:{id}"), cancellation);
        return Results.Accepted($"/api/v1/trials/{id}", await views.RequireRunAsync(id, cancellation));
    }

    // Trials are the sweep's: it proposes another for each that ends, so they are cancelled with it.
    private static async Task<IResult> CancelAsync(string id, Caller caller, PlatformViews views, PlatformCommands commands, TimeProvider time, CancellationToken cancellation)
    {
        var run = await views.RequireRunAsync(id, cancellation);
        if (run.ReproducesTrialId is null)
            throw new RuleViolation($"Run {id} is a trial of sweep {run.ExperimentId}, and trials are cancelled with their sweep. Only reproductions can be cancelled on their own.");
        var ended = await commands.ApplyAsync(id, new CancelTrial($"{caller.User} cancelled it.", time.GetUtcNow()), caller.CommandId($"cancel:{id}"), cancellation);
        if (ended.Status != TrialStatus.Cancelled)
            throw new RuleViolation($"Run {id} has ended already: it is {ended.Status.ToString().ToLowerInvariant()}, and stays so.");
        return Results.Accepted($"/api/v1/trials/{id}", await views.RequireRunAsync(id, cancellation));
    }
}
