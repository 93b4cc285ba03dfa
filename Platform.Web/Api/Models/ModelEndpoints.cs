using System.Globalization;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.History;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>/models: the registry.</summary>
internal static class ModelEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var models = api.MapGroup("/models").WithTags("Registry");
        models.MapGet("", ListAsync).WithName("ListModels").WithSummary("Registered models; query: " + QueryInput.AsOfWords).Produces<ItemList<ModelView>>().Refuses(400);
        models.MapGet("/{name}", ShowAsync).WithName("ShowModel").WithSummary("A model with its versions, aliases and their history; query: " + QueryInput.AsOfWords).Produces<ModelView>().Refuses(400, 404);
        models.MapPost("/{name}/versions", PromoteAsync).WithName("PromoteVersion").WithSummary("Promote a run's best checkpoint; measures it on the test set first").Takes<PromoteBody>().Produces<ModelView>(201).Refuses(400, 404, 409, 503);
        models.MapPut("/{name}/aliases/{alias}", MoveAliasAsync).WithName("MoveAlias").WithSummary("Point an alias to a version, or with null to none").Takes<AliasBody>().Produces<ModelView>().Refuses(400, 404, 409);
        models.MapGet("/{name}/versions/{version}/download", DownloadAsync).WithName("DownloadVersion").WithSummary("A version's checkpoint (safetensors)").Produces<byte[]>(200, CheckpointFiles.ContentType).Refuses(404);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, PlatformViews views, PastViews past, CancellationToken cancellation)
    {
        var models = await QueryInput.MomentAsync(request, past, cancellation) is { } moment ? await past.ModelsAsync(moment, cancellation) : await views.ModelsAsync(cancellation);
        return Results.Ok(new ItemList<ModelView>([.. models.Select(model => model.WithoutDeleted())]));
    }

    // A model of the past may have been deleted or renamed since.
    private static async Task<IResult> ShowAsync(string name, HttpRequest request, PlatformViews views, PastViews past, CancellationToken cancellation)
    {
        var model = await QueryInput.MomentAsync(request, past, cancellation) is { } moment
            ? await past.ModelAsync(Ids.Model(name), moment, cancellation) ?? throw QueryInput.NotYet($"model '{name}'")
            : await views.RequireModelAsync(name, cancellation);
        return Results.Ok(model.WithoutDeleted());
    }

    private static async Task<IResult> PromoteAsync(string name, HttpRequest request, Caller caller, ModelPromotion promotion, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<PromoteBody>(request, cancellation);
        var why = InputText.Check("why", body.Why ?? "", 2_000);
        var done = await promotion.PromoteAsync(name, body.TrialId, body.Alias, why, body.Confirm, caller.User, caller.CommandId($"promote:{name}"), Override(body.Override), cancellation);
        return Results.Created($"/api/v1/models/{Uri.EscapeDataString(name)}", done.Model.WithoutDeleted());
    }

    private static async Task<IResult> MoveAliasAsync(string name, string alias, HttpRequest request, Caller caller, ModelPromotion promotion, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<AliasBody>(request, cancellation);
        var why = InputText.Check("why", body.Why ?? "", 2_000);
        var done = await promotion.MoveAliasAsync(name, alias, body.Version, why, body.Confirm, caller.User, caller.CommandId($"alias:{name}:{alias}"), Override(body.Override), cancellation);
        return Results.Ok(done.Model.WithoutDeleted());
    }

    private static string? Override(string? why) => why is null ? null : InputText.Check("override", why, 2_000);

    private static async Task<IResult> DownloadAsync(string name, string version, HttpResponse response, PlatformViews views, CheckpointStore store, CancellationToken cancellation)
    {
        var model = await views.RequireModelAsync(name, cancellation);
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new NotFoundException("A version is a whole number, 1 first.");
        return CheckpointFiles.Download(response, store, ModelLookup.Served(ModelLookup.VersionOf(model, number)).Checkpoint, $"{name}-v{number}.safetensors");
    }
}
