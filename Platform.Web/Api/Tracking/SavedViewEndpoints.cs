using System.Globalization;
using Platform.Core;
using Platform.Core.History;
using Platform.Core.Tracking;
using Platform.Web.Tracking;

namespace Platform.Web.Api;

/// <summary>/tracking/experiments/{id}/views: the saved views of an experiment's table of runs.</summary>
internal static class SavedViewEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var views = api.MapGroup("/tracking/experiments/{id}/views").WithTags("Tracked runs");
        views.MapGet("", ListAsync).WithName("ListSavedViews").WithSummary("Saved views by name; query: deleted=true for those too, " + QueryInput.AsOfWords).Produces<ItemList<SavedView>>().Refuses(400, 404);
        views.MapPost("", CreateAsync).WithName("SaveView").WithSummary("Save a question under a name").Takes<SavedViewBody>().Produces<SavedView>(201).Refuses(400, 404, 409);
        views.MapGet("/{view}", ShowAsync).WithName("ShowSavedView").WithSummary("A saved view").Produces<SavedView>().Refuses(404);
        views.MapPut("/{view}", ChangeAsync).WithName("ChangeSavedView").WithSummary("Give a view another question, and with name another name; with seen (the view's at) only if nobody has changed it since").Takes<SavedViewBody>().Produces<SavedView>().Refuses(400, 404, 409);
        views.MapDelete("/{view}", DeleteAsync).WithName("DeleteSavedView").WithSummary("Delete a view; it can be restored").Produces(204).Refuses(404, 409);
        views.MapPost("/{view}/restore", RestoreAsync).WithName("RestoreSavedView").WithSummary("Restore a deleted view").Produces<SavedView>().Refuses(404, 409);
    }

    /// <summary>The experiment with its saved views, or an error that names it.</summary>
    public static async Task<TrackedExperiment> ExperimentAsync(string id, TrackingViews views, CancellationToken cancellation) =>
        await views.ExperimentWithViewsAsync(id, cancellation) ?? throw Unknown(id);

    /// <summary>There is no such experiment.</summary>
    public static NotFoundException Unknown(string id) => new($"There is no experiment '{Short(id)}'.", StreamNames.Tracking(id));

    /// <summary>A view that is not deleted, or an error that names it.</summary>
    public static SavedView Find(TrackedExperiment experiment, string view) => experiment.Views.GetValueOrDefault(view) is { Deleted: false } found
        ? found : throw new NotFoundException($"The experiment '{experiment.Name}' has no view '{Short(view)}'.");

    private static async Task<ItemList<SavedView>> ListAsync(string id, HttpRequest request, TrackingViews views, PastViews past, CancellationToken cancellation)
    {
        var all = request.Query["deleted"] == "true";
        var experiment = await ExperimentAsync(id, views, cancellation);
        if (await QueryInput.MomentAsync(request, past, cancellation) is { } moment)
            experiment = await past.TrackedExperimentAsync(id, moment, cancellation) ?? throw QueryInput.NotYet($"experiment '{Short(id)}'");
        return new ItemList<SavedView>([.. experiment.Views.Values.Where(v => all || !v.Deleted).OrderBy(v => v.Name, StringComparer.Ordinal).ThenBy(v => v.Id, StringComparer.Ordinal)]);
    }

    private static async Task<SavedView> ShowAsync(string id, string view, TrackingViews views, CancellationToken cancellation) =>
        Find(await ExperimentAsync(id, views, cancellation), view);

    private static async Task<IResult> CreateAsync(string id, HttpRequest request, Caller caller, TrackingStore store, TrackingViews views, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<SavedViewBody>(request, cancellation);
        await ExperimentAsync(id, views, cancellation);
        var command = caller.CommandId($"view:{id}");
        var view = command is null ? StreamNames.NewExperimentId() : StreamNames.IdOf($"view/{command}");
        var saved = await store.ApplyAsync(id, new SaveRunView(view, body.Name?.Trim(), Question(body)) { By = caller.User, At = time.GetUtcNow() }, command, cancellation);
        return Results.Created($"/api/v1/tracking/experiments/{Uri.EscapeDataString(id)}/views/{view}", saved.Views[view]);
    }

    private static async Task<SavedView> ChangeAsync(
        string id, string view, HttpRequest request, Caller caller, TrackingStore store, TrackingViews views, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<SavedViewBody>(request, cancellation);
        Find(await ExperimentAsync(id, views, cancellation), view);
        var saved = await store.ApplyAsync(
            id, new SaveRunView(view, body.Name?.Trim(), Question(body)) { By = caller.User, At = time.GetUtcNow(), Seen = body.Seen }, caller.CommandId($"view:{id}:{view}"), cancellation);
        return saved.Views[view];
    }

    private static async Task<IResult> DeleteAsync(string id, string view, Caller caller, TrackingStore store, TrackingViews views, TimeProvider time, CancellationToken cancellation)
    {
        await ExperimentAsync(id, views, cancellation);
        await store.ApplyAsync(id, new DeleteRunView(view) { By = caller.User, At = time.GetUtcNow() }, caller.CommandId($"view-delete:{id}:{view}"), cancellation);
        return Results.NoContent();
    }

    private static async Task<SavedView> RestoreAsync(string id, string view, Caller caller, TrackingStore store, TrackingViews views, TimeProvider time, CancellationToken cancellation)
    {
        await ExperimentAsync(id, views, cancellation);
        var restored = await store.ApplyAsync(id, new RestoreRunView(view) { By = caller.User, At = time.GetUtcNow() }, caller.CommandId($"view-restore:{id}:{view}"), cancellation);
        return restored.Views[view];
    }

    // What cannot be read now is refused now, not when the view is opened.
    private static SavedQuestion Question(SavedViewBody body)
    {
        if (RunFilterText.Parse(body.Filter, DateTimeOffset.UnixEpoch).Problem is { } problem)
            throw new InvalidInputException("filter", problem.Position is { } at ? string.Create(CultureInfo.InvariantCulture, $"position {at}: {problem.Text}") : problem.Text);
        var question = RunTableQuestion.Parse("", body.Filter, body.Status, body.Order, body.Columns is { Count: 0 } ? ["none"] : body.Columns?.ToArray(), null, body.Group, body.Measure);
        if (!string.IsNullOrEmpty(body.Status) && question.Status is null)
            throw new InvalidInputException("status", $"is not known; give one of {string.Join(", ", Enum.GetNames<RunStatus>()).ToLowerInvariant()}, or leave it out.");
        if (!string.IsNullOrEmpty(body.Order) && question.Sort == RunSort.Default && body.Order != RunSort.Default.Text)
            throw new InvalidInputException("order", "is none; an order is a column and a direction, such as 'metrics.loss asc'.");
        if (body.Columns is { Count: > 0 } && question.Columns!.Count != body.Columns.Count)
            throw new InvalidInputException("columns", $"must be different columns such as 'metrics.loss' or 'params.lr', at most {RunTableQuestion.MostColumns}.");
        if (!string.IsNullOrEmpty(body.Group) && question.Group is null)
            throw new InvalidInputException("group", "is no column; give one such as 'params.lr', or leave it out.");
        return question.ToSaved();
    }

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
