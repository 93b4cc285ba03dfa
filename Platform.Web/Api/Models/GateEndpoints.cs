using System.Globalization;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Registry;
using Platform.Web.Serving;

namespace Platform.Web.Api;

/// <summary>/models/{name}/gates, evaluations, rollbacks, the card, and how a version is served.</summary>
internal static class GateEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var models = api.MapGroup("/models/{name}").WithTags("Registry");
        models.MapGet("/gates", ShowAsync).WithName("ShowGates").WithSummary("The conditions of promotions").Produces<GatesAnswer>().Refuses(404);
        models.MapPut("/gates", SetAsync).WithName("SetGates").WithSummary("Set the conditions of promotions; an empty list ends them").Takes<GatesBody>().Produces<GatesAnswer>().Refuses(400, 404, 409);
        models.MapGet("/versions/{version}/evaluation", EvaluateAsync).WithName("EvaluateVersion").WithSummary("Hold a version against the gates without promoting it; query: alias (champion if left out)").Produces<EvaluationAnswer>().Refuses(400, 404, 409);
        models.MapGet("/versions/{version}/lineage", LineageAsync).WithName("VersionLineage").WithSummary("The chain from the data to a version and its aliases, with the numbers of the events").Produces<ItemList<LineageStep>>().Refuses(404);
        models.MapPost("/aliases/{alias}/rollback", RollBackAsync).WithName("RollBackAlias").WithSummary("Give an alias back to the version that had it before, or undo that").Takes<RollbackBody>().Produces<ModelView>().Refuses(400, 404, 409);
        models.MapGet("/card", CardAsync).WithName("ShowModelCard").WithSummary("The model's card with the facts that the platform knows").Produces<CardAnswer>().Refuses(404);
        models.MapPut("/card", WriteCardAsync).WithName("WriteModelCard").WithSummary("Write the model's card, in Markdown").Takes<CardBody>().Produces<CardAnswer>().Refuses(400, 404, 409, 413);
        var served = api.MapGroup("/models/{name}@{alias}").WithTags("Serving");
        served.MapGet("/serving", ServingAsync).WithName("ServingFigures").WithSummary("How the version answered since this server started: percentiles of the newest calls, and how many were answered together").Produces<ServingAnswer>().Refuses(404);
        served.MapPost("/serving/time", TimeAsync).WithName("TimeServing").WithSummary("Time single answers of the version now").Produces<ServingTimes>().Refuses(404, 503);
    }

    private static async Task<IResult> ShowAsync(string name, PlatformViews views, CancellationToken cancellation) => Results.Ok(Answer(await views.RequireModelAsync(name, cancellation)));

    private static async Task<IResult> SetAsync(string name, HttpRequest request, Caller caller, ModelPromotion promotion, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<GatesBody>(request, cancellation);
        var gates = body.Gates.Select((text, i) => GateText.Parse(text ?? "", string.Create(CultureInfo.InvariantCulture, $"gates[{i}]"))).ToList();
        var why = InputText.Check("why", body.Why ?? "", 2_000);
        return Results.Ok(Answer(await promotion.SetGatesAsync(name, gates, body.Protects ?? [ModelAlias.Champion], why, caller.User, caller.CommandId($"gates:{name}"), cancellation)));
    }

    private static async Task<IResult> EvaluateAsync(string name, string version, HttpRequest request, ModelPromotion promotion, CancellationToken cancellation)
    {
        var alias = request.Query["alias"] is [{ Length: > 0 } given, ..] ? given : ModelAlias.Champion;
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new NotFoundException("A version is a whole number, 1 first.");
        return await promotion.EvaluateAsync(name, alias, number, cancellation) is { } evaluation
            ? Results.Ok(EvaluationAnswer.Of(evaluation, recorded: false))
            : throw new RuleViolation($"No gates protect the alias '{InputText.Check("alias", alias, 255)}' of this model. Set some with PUT /api/v1/models/{name}/gates.");
    }

    private static async Task<IResult> LineageAsync(string name, string version, PlatformViews views, ModelLineage lineage, CancellationToken cancellation)
    {
        var model = await views.RequireModelAsync(name, cancellation);
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new NotFoundException("A version is a whole number, 1 first.");
        return Results.Ok(new ItemList<LineageStep>(await lineage.OfAsync(model, ModelLookup.VersionOf(model, number), cancellation)));
    }

    private static async Task<IResult> RollBackAsync(string name, string alias, HttpRequest request, Caller caller, ModelPromotion promotion, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<RollbackBody>(request, cancellation);
        var why = InputText.Check("why", body.Why ?? "", 2_000);
        return Results.Ok((await promotion.RollBackAsync(name, alias, body.Undo, why, caller.User, caller.CommandId($"rollback:{name}:{alias}"), cancellation: cancellation)).WithoutDeleted());
    }

    private static async Task<IResult> CardAsync(string name, PlatformViews views, ModelCards cards, CancellationToken cancellation) =>
        Results.Ok(await CardAnswerAsync(await views.RequireModelAsync(name, cancellation), cards, cancellation));

    private static async Task<IResult> WriteCardAsync(
        string name, HttpRequest request, Caller caller, PlatformViews views, PlatformCommands commands, ModelCards cards, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<CardBody>(request, cancellation, RequestBody.BytesOfText(ModelCardWritten.Longest));
        await views.RequireModelAsync(name, cancellation);
        await commands.ApplyAsync(name, new WriteModelCard(ModelCards.Checked(body.Text), caller.User) { At = time.GetUtcNow(), Seen = body.Seen is { } seen ? new SeenCard(seen) : null }, caller.CommandId($"card:{name}"), cancellation);
        return Results.Ok(await CardAnswerAsync(await views.RequireModelAsync(name, cancellation), cards, cancellation));
    }

    private static async Task<CardAnswer> CardAnswerAsync(ModelView model, ModelCards cards, CancellationToken cancellation)
    {
        var facts = await cards.FactsAsync(model, cancellation);
        return new CardAnswer(model.Name, facts?.Version, facts is null ? "" : facts.ToMarkdown(), model.Card?.Text ?? "", model.Card?.By, model.Card?.At);
    }

    private static async Task<IResult> ServingAsync(string name, string alias, ModelLookup models, ServingMeter meter, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        return Results.Ok(new ServingAnswer(name, version.Version, meter.Of(version.Checkpoint)));
    }

    private static async Task<IResult> TimeAsync(string name, string alias, ModelLookup models, ServingTimer timer, CancellationToken cancellation) =>
        Results.Ok(await timer.TimeAsync((await models.VersionAsync(name, alias, cancellation)).Checkpoint, cancellation));

    private static GatesAnswer Answer(ModelView model) => new(
        model.Name, [.. (model.Gates?.Gates ?? []).Select(GateText.Format)], model.Gates?.Protects ?? [], model.Gates?.By, model.Gates?.Why, model.Gates?.At);
}
