using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.History;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>/sweeps: launch, list, show, steer.</summary>
internal static class SweepEndpoints
{
    private static readonly string[] YamlTypes = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

    public static void Map(RouteGroupBuilder api)
    {
        var sweeps = api.MapGroup("/sweeps").WithTags("Sweeps");
        sweeps.MapPost("", LaunchAsync).WithName("LaunchSweep").WithSummary("Launch a sweep from a sweep file").TakesSweepFile().Produces<ExperimentView>(201).Refuses(400, 413, 415);
        sweeps.MapPost("/validate", ValidateAsync).WithName("ValidateSweep").WithSummary("Check a sweep file; nothing is written").TakesSweepFile().Produces<ValidatedSweep>().Refuses(400, 413, 415);
        sweeps.MapGet("", ListAsync).WithName("ListSweeps").WithSummary("Sweeps, newest first; query: limit (1–1000), status, archived (true: only those, which are left out otherwise), " + QueryInput.AsOfWords).Produces<ItemList<ExperimentView>>().Refuses(400);
        sweeps.MapGet("/{id}", ShowAsync).WithName("ShowSweep").WithSummary("A sweep with its place in the queue and the silos; queue and silos always as they are; query: " + QueryInput.AsOfWords).Produces<SweepDetails>().Refuses(400, 404);
        sweeps.MapGet("/{id}/trials", TrialsAsync).WithName("ListTrials").WithSummary("A sweep's runs, reproductions included; query: " + QueryInput.AsOfWords).Produces<ItemList<TrialView>>().Refuses(400, 404);
        sweeps.MapPost("/{id}/pause", PauseAsync).WithName("PauseSweep").WithSummary("Stop training, keep everything").Takes<ReasonBody>().Produces<ExperimentView>().Refuses(404, 409);
        sweeps.MapPost("/{id}/resume", ResumeAsync).WithName("ResumeSweep").WithSummary("Go on with a paused sweep").Takes<ReasonBody>().Produces<ExperimentView>().Refuses(404, 409);
        sweeps.MapPost("/{id}/cancel", CancelAsync).WithName("CancelSweep").WithSummary("End a sweep for good").Takes<ReasonBody>().Produces<ExperimentView>().Refuses(400, 404, 409);
        sweeps.MapPost("/{id}/archive", ArchiveAsync).WithName("ArchiveSweep").WithSummary("Leave a sweep that has ended out of lists; nothing of it is deleted").Takes<ReasonBody>().Produces<ExperimentView>().Refuses(404, 409);
        sweeps.MapPost("/{id}/restore", RestoreAsync).WithName("RestoreSweep").WithSummary("Bring an archived sweep back into lists").Takes<ReasonBody>().Produces<ExperimentView>().Refuses(404, 409);
        sweeps.MapPut("/{id}/priority", PrioritiseAsync).WithName("PrioritiseSweep").WithSummary("Set the priority, 1 to 10; 10 goes first").Takes<PriorityBody>().Produces<ExperimentView>().Refuses(400, 404);
    }

    private static async Task<IResult> LaunchAsync(HttpRequest request, Caller caller, SweepLauncher launcher, PlatformViews views, CancellationToken cancellation)
    {
        var spec = await ReadFileAsync(request, launcher, cancellation);
        var id = await launcher.LaunchAsync(spec, caller.User, caller.CommandId("launch"), cancellation: cancellation);
        return Results.Created($"/api/v1/sweeps/{id}", await views.RequireSweepAsync(id, cancellation));
    }

    private static async Task<IResult> ValidateAsync(HttpRequest request, SweepLauncher launcher, CancellationToken cancellation)
    {
        var spec = await ReadFileAsync(request, launcher, cancellation);
        return Results.Ok(new ValidatedSweep(spec, SweepFile.ToYaml(spec)));
    }

    private static async Task<IResult> ListAsync(HttpRequest request, PlatformViews views, PastViews past, CancellationToken cancellation)
    {
        var limit = QueryInput.Whole(request, "limit", 1, 1_000, fallback: 100);
        var status = QueryInput.Name<ExperimentStatus>(request, "status");
        var archived = QueryInput.Flag(request, "archived");
        return Results.Ok(new ItemList<ExperimentView>(await QueryInput.MomentAsync(request, past, cancellation) is { } moment
            ? await past.SweepsAsync(moment, limit, status, archived, cancellation)
            : await views.ExperimentsAsync(limit, status, archived, cancellation)));
    }

    private static async Task<IResult> ShowAsync(string id, HttpRequest request, PlatformViews views, PastViews past, LaneQueueView queue, SiloTable silos, CancellationToken cancellation)
    {
        var sweep = await views.RequireSweepAsync(id, cancellation);
        if (await QueryInput.MomentAsync(request, past, cancellation) is { } moment)
            sweep = await past.SweepAsync(id, moment, cancellation) ?? throw QueryInput.NotYet($"sweep '{id}'");
        var place = QueuePlace.Of(id, await queue.ReadAsync(cancellation));
        return Results.Ok(new SweepDetails(sweep, place, await silos.LiveAsync(FleetEndpoints.Remembered, cancellation)));
    }

    private static async Task<IResult> TrialsAsync(string id, HttpRequest request, PlatformViews views, PastViews past, CancellationToken cancellation)
    {
        await views.RequireSweepAsync(id, cancellation);
        return Results.Ok(new ItemList<TrialView>(await QueryInput.MomentAsync(request, past, cancellation) is { } moment
            ? await past.TrialsOfAsync(id, moment, cancellation)
            : await views.TrialsOfAsync(id, cancellation)));
    }

    private static async Task<IResult> PauseAsync(string id, HttpRequest request, Caller caller, SweepSteering steering, CancellationToken cancellation)
    {
        await ReasonAsync(request, cancellation);
        return Results.Ok(await steering.ApplyAsync(id, at => new PauseExperiment(caller.User, at), caller.CommandId($"pause:{id}"), cancellation));
    }

    private static async Task<IResult> ResumeAsync(string id, HttpRequest request, Caller caller, SweepSteering steering, CancellationToken cancellation)
    {
        await ReasonAsync(request, cancellation);
        return Results.Ok(await steering.ApplyAsync(id, at => new ResumeExperiment(caller.User, at), caller.CommandId($"resume:{id}"), cancellation));
    }

    private static async Task<IResult> CancelAsync(string id, HttpRequest request, Caller caller, SweepSteering steering, CancellationToken cancellation)
    {
        var reason = await ReasonAsync(request, cancellation);
        return Results.Ok(await steering.ApplyAsync(id, at => new CancelExperiment(caller.User, reason, at), caller.CommandId($"cancel:{id}"), cancellation));
    }

    private static async Task<IResult> ArchiveAsync(string id, HttpRequest request, Caller caller, SweepSteering steering, CancellationToken cancellation)
    {
        await ReasonAsync(request, cancellation);
        return Results.Ok(await steering.ApplyAsync(id, at => new ArchiveSweep(caller.User, at), caller.CommandId($"archive:{id}"), cancellation));
    }

    private static async Task<IResult> RestoreAsync(string id, HttpRequest request, Caller caller, SweepSteering steering, CancellationToken cancellation)
    {
        await ReasonAsync(request, cancellation);
        return Results.Ok(await steering.ApplyAsync(id, at => new RestoreSweep(caller.User, at), caller.CommandId($"restore:{id}"), cancellation));
    }

    private static async Task<IResult> PrioritiseAsync(string id, HttpRequest request, Caller caller, SweepSteering steering, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<PriorityBody>(request, cancellation);
        if (body.Priority is < 1 or > 10)
            throw new InvalidInputException("priority", $"is {body.Priority}; give a whole number from 1 to 10 (10 goes first).");
        return Results.Ok(await steering.ApplyAsync(id, at => new ChangePriority(body.Priority, caller.User, at), caller.CommandId($"priority:{id}"), cancellation));
    }

    private static async Task<string> ReasonAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<ReasonBody>(request, cancellation);
        return InputText.Check("reason", body.Reason ?? "", 2_000);
    }

    private static async Task<SweepSpec> ReadFileAsync(HttpRequest request, SweepLauncher launcher, CancellationToken cancellation)
    {
        var (text, format) = await ReadTextAsync(request, cancellation);
        return await launcher.ValidateAsync(text, format, cancellation);
    }

    /// <summary>A body that is a sweep file or a part of one, as text.</summary>
    public static async Task<(string Text, SweepFileFormat Format)> ReadTextAsync(HttpRequest request, CancellationToken cancellation)
    {
        var type = RequestBody.RequireMediaType(request, ["application/json", .. YamlTypes]);
        return (await RequestBody.ReadTextAsync(request, SweepFile.MaxLength, cancellation), type == "application/json" ? SweepFileFormat.Json : SweepFileFormat.Yaml);
    }

    private static RouteHandlerBuilder TakesSweepFile(this RouteHandlerBuilder route) => route.WithMetadata(new SweepFileBody());
}
