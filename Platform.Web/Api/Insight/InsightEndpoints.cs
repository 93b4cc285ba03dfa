using System.Globalization;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Views;
using Search;

namespace Platform.Web.Api;

/// <summary>/sweeps/{id}/explain, /front, /expected-gain and /counterfactuals: what a sweep's trials teach.</summary>
internal static class InsightEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var sweeps = api.MapGroup("/sweeps").WithTags("Insight");
        sweeps.MapGet("/{id}/explain", ExplainAsync).WithName("ExplainSweep")
            .WithSummary("Importance of each parameter, its partial dependence, and pairs that matter together; query: objective (0-based)").Produces<ExplainAnswer>().Refuses(400, 404);
        sweeps.MapGet("/{id}/front", FrontAsync).WithName("SweepFront").WithSummary("The Pareto front of a sweep's objectives").Produces<FrontAnswer>().Refuses(404);
        sweeps.MapGet("/{id}/expected-gain", GainAsync).WithName("ExpectedGain")
            .WithSummary("What further trials are expected to gain; query: trials (1–10000, default 20)").Produces<GainAnswer>().Refuses(400, 404);
        sweeps.MapGet("/{id}/counterfactuals", CounterfactualsAsync).WithName("SweepCounterfactuals")
            .WithSummary("What another pruner would have saved, from the recorded curves; query: pruner, its options by name, lanes (1–256)").Produces<CounterfactualAnswer>().Refuses(400, 404);
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

    private static async Task<IResult> GainAsync(string id, HttpRequest request, PlatformViews views, SweepInsight insight, CancellationToken cancellation)
    {
        var trials = QueryInput.Whole(request, "trials", 1, 10_000, fallback: 20);
        await views.RequireSweepAsync(id, cancellation);
        return Results.Ok(await insight.GainAsync(id, trials, cancellation));
    }

    private static async Task<IResult> CounterfactualsAsync(string id, HttpRequest request, PlatformViews views, Counterfactuals counterfactuals, CancellationToken cancellation)
    {
        var sweep = await views.RequireSweepAsync(id, cancellation);
        var lanes = QueryInput.Whole(request, "lanes", 1, 256, sweep.Spec.Parallelism);
        var name = request.Query["pruner"].ToString();
        if (name.Length == 0)
            throw new InvalidInputException("pruner", $"is missing; give one of {string.Join(", ", Pruners.All.Select(p => p.Name))}.");
        var options = request.Query.Where(q => q.Key is not ("pruner" or "lanes")).Select(q => KeyValuePair.Create(q.Key, Option(q.Value.ToString())));
        return Results.Ok(await counterfactuals.ReplayAsync(sweep, new ComponentChoice(name, new ParameterSet(options)), lanes, cancellation));
    }

    private static object Option(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) => real,
        _ => text,
    };
}
