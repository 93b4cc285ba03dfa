using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Net.Http.Headers;
using Platform.Core.Checkpoints;
using Platform.Core.Journal;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.History;
using Platform.Core.Telemetry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Trials.Mistakes;
using Training.Core;

namespace Platform.Web.Api;

/// <summary>/trials: one run, its events and its checkpoint.</summary>
internal static class TrialEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var trials = api.MapGroup("/trials").WithTags("Runs");
        trials.MapGet("/{id}", ShowAsync).WithName("ShowTrial").WithSummary("A run; query: " + QueryInput.AsOfWords).Produces<TrialView>().Refuses(400, 404);
        trials.MapGet("/{id}/events", EventsAsync).WithName("TrialEvents").WithSummary("A run's events, oldest first; query: after (version), limit (1–10000)").Produces<ItemList<EventItem>>().Refuses(400, 404);
        trials.MapGet("/{id}/system", SystemAsync).WithName("TrialSystem").WithSummary("What the machine and the silo's process used while the run trained: samples by metric, by time").Produces<SystemAnswer>().Refuses(404);
        trials.MapGet("/{id}/test", TestAsync).WithName("TrialTest").WithSummary("What the test evaluation found: measures, by group, under attack").Produces<TestAnswer>().Refuses(404);
        trials.MapGet("/{id}/mistakes", MistakesAsync).WithName("TrialMistakes")
            .WithSummary("The test rows that a tested run answers wrongly, the most confident mistake first; 202 with the progress while they are judged; query: truth and answer (classes), limit (1–20000)")
            .Produces<MistakesAnswer>().Produces<MistakesAnswer>(202).Refuses(400, 404, 409, 503);
        trials.MapGet("/{id}/checkpoint", CheckpointAsync).WithName("TrialCheckpoint").WithSummary("The checkpoint of the best epoch, or of the one given as epoch (safetensors)").Produces<byte[]>(200, CheckpointFiles.ContentType).Refuses(404);
        trials.MapGet("/{id}/pictures/{epoch}", PictureAsync).WithName("TrialPicture").WithSummary("What the run's network made in an epoch (PNG)").Produces<byte[]>(200, "image/png").Refuses(400, 404);
    }

    private static async Task<IResult> ShowAsync(string id, HttpRequest request, PlatformViews views, PastViews past, CancellationToken cancellation)
    {
        var run = await views.RequireRunAsync(id, cancellation);
        return Results.Ok(await QueryInput.MomentAsync(request, past, cancellation) is { } moment ? await past.TrialAsync(id, moment, cancellation) ?? throw QueryInput.NotYet($"run '{id}'") : run);
    }

    private static async Task<IResult> EventsAsync(string id, HttpRequest request, PlatformViews views, EventJournal journal, CancellationToken cancellation)
    {
        var after = QueryInput.Whole(request, "after", 0, int.MaxValue, fallback: 0);
        var limit = QueryInput.Whole(request, "limit", 1, 10_000, fallback: 1_000);
        await views.RequireRunAsync(id, cancellation);
        var events = await journal.ReadStreamAsync(StreamNames.Trial(id), after, limit, cancellation);
        return Results.Ok(new ItemList<EventItem>([.. events.Select(e => new EventItem(e.Sequence, e.Version, e.Type, e.Timestamp, e.Data))]));
    }

    private static async Task<IResult> SystemAsync(string id, PlatformViews views, TrialTelemetry telemetry, CancellationToken cancellation)
    {
        await views.RequireRunAsync(id, cancellation);
        return Results.Ok(SystemAnswer.Of(await telemetry.MachineUseAsync(id, stop: cancellation)));
    }

    private static async Task<IResult> TestAsync(string id, PlatformViews views, PlatformCommands commands, CancellationToken cancellation)
    {
        await views.RequireRunAsync(id, cancellation);
        return (await commands.LoadTrialAsync(id, cancellation)).Test is { } test
            ? Results.Ok(new TestAnswer(test.Checkpoint, test.Metrics, test.Confusion, test.Groups ?? [], test.Attacks ?? []))
            : throw new NotFoundException($"Run {id} has not been tested. The best run of a sweep is, when the sweep ends; others by POST /api/v1/runs/{id}/evaluate.");
    }

    private static async Task<IResult> MistakesAsync(string id, HttpRequest request, PlatformViews views, PlatformCommands commands, MistakeSearches searches, CancellationToken cancellation)
    {
        var limit = QueryInput.Whole(request, "limit", 1, TestMistakes.MostRows, fallback: 100);
        var run = await views.RequireRunAsync(id, cancellation);
        var test = (await commands.LoadTrialAsync(run.Id, cancellation)).Test
            ?? throw new NotFoundException($"Run {id} has not been tested, so nobody knows what it gets wrong. Measure it by POST /api/v1/runs/{id}/evaluate.");
        if (!MistakeSearches.Fit(test))
            throw new RuleViolation($"Run {id} answers with a whole forecast or picture, and no row of it is right or wrong by itself.");
        var search = searches.Ask(run, test);
        if (search.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        if (search.Answer is not { } found)
            return Results.Accepted(null as string, new MistakesAnswer(search.Progress, null, null, []));
        var cell = new ConfusionCell(ClassOf(request, "truth"), ClassOf(request, "answer"));
        return Results.Ok(new MistakesAnswer(1, found.Rows, found.Wrong, [.. cell.Of(found).Take(limit)]));
    }

    private static string? ClassOf(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? InputText.Check(name, text, 1_000) : null;

    private static async Task<IResult> CheckpointAsync(string id, HttpRequest request, HttpResponse response, PlatformViews views, CheckpointStore store, CancellationToken cancellation)
    {
        var run = await views.RequireRunAsync(id, cancellation);
        if (request.Query["epoch"].ToString() is { Length: > 0 } asked)
        {
            return int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && epoch >= 1 && epoch <= run.Checkpoints.Count && run.Checkpoints[epoch - 1] is { } own
                ? CheckpointFiles.Download(response, store, own, $"{id}-epoch-{epoch}.safetensors")
                : throw new NotFoundException($"Run {id} has no checkpoint of such an epoch; it has completed {run.Checkpoints.Count}.");
        }
        return run.BestCheckpoint is { } digest
            ? CheckpointFiles.Download(response, store, digest, $"{id}-epoch-{run.BestEpoch}.safetensors")
            : throw new NotFoundException($"Run {id} has no checkpoint: it completed no epoch.");
    }

    private static async Task<IResult> PictureAsync(string id, int epoch, HttpResponse response, PlatformViews views, EventJournal journal, PictureStore store, CancellationToken cancellation)
    {
        await views.RequireRunAsync(id, cancellation);
        var events = await journal.ReadStreamAsync(StreamNames.Trial(id), cancellation: cancellation);
        var picture = events.Select(e => e.Data).OfType<EpochCompleted>().FirstOrDefault(e => e.Epoch == epoch)?.Picture
            ?? throw new NotFoundException($"Run {id} has no picture of epoch {epoch}. Its events name the epochs that have one.");
        var path = store.PathOf(picture.Digest);
        if (!File.Exists(path))
            throw new NotFoundException($"The picture {picture.Digest} is not in the store any more. Reproduce the run to get it again.");
        response.Headers.CacheControl = "private, no-cache";
        return Results.File(path, "image/png", entityTag: new EntityTagHeaderValue($"\"{picture.Digest}\""));
    }
}
