using Platform.Core;
using Platform.Core.OpenStudies;

namespace Platform.Web.Api;

/// <summary>/studies: a search whose trials run elsewhere, in any language. Every ask, report and tell is an event of the study's own stream.</summary>
internal static class StudyEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var studies = api.MapGroup("/studies").WithTags("Studies");
        studies.MapPost("", CreateAsync).WithName("CreateStudy").WithSummary("Create a study from a space").Takes<StudyBody>().Produces<StudyAnswer>(201).Refuses(400, 413, 415);
        studies.MapGet("", ListAsync).WithName("ListStudies").WithSummary("Studies, newest first; query: limit (1–1000)").Produces<ItemList<StudyItem>>().Refuses(400);
        studies.MapGet("/{id}", ShowAsync).WithName("ShowStudy").WithSummary("A study, how far it is and its best trials").Produces<StudyAnswer>().Refuses(404);
        studies.MapGet("/{id}/best", BestAsync).WithName("BestTrials").WithSummary("The best trial; with several objectives the Pareto front").Produces<ItemList<StudyTrialAnswer>>().Refuses(404);
        studies.MapGet("/{id}/trials", TrialsAsync).WithName("ListStudyTrials").WithSummary("A study's trials by number; query: from (0-based), limit (1–10000)").Produces<ItemList<StudyTrialAnswer>>().Refuses(400, 404);
        studies.MapGet("/{id}/trials/{trial}", TrialAsync).WithName("ShowStudyTrial").WithSummary("One trial").Produces<StudyTrialAnswer>().Refuses(404);
        studies.MapPost("/{id}/ask", AskAsync).WithName("AskStudy").WithSummary("Propose trials; a repeat with the same Idempotency-Key gets the same trials").Takes<AskBody>().Produces<ItemList<StudyTrialAnswer>>().Refuses(400, 404, 409);
        studies.MapPost("/{id}/trials/{trial}/report", ReportAsync).WithName("ReportStudyTrial").WithSummary("Record intermediate values and judge the trial by them; without epoch, they follow the last one reported").Takes<ReportBody>().Produces<PruneAnswer>().Refuses(400, 404, 409);
        studies.MapGet("/{id}/trials/{trial}/should-prune", ShouldPruneAsync).WithName("ShouldPruneStudyTrial").WithSummary("Whether the trial is worth its remaining epochs").Produces<PruneAnswer>().Refuses(404);
        studies.MapPost("/{id}/trials/{trial}/tell", TellAsync).WithName("TellStudy").WithSummary("End a trial with its values").Takes<TellBody>().Produces<StudyTrialAnswer>().Refuses(400, 404, 409);
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, Caller caller, StudyStore studies, TimeProvider time, CancellationToken cancellation)
    {
        var spec = StudyInput.Spec(await JsonBody.ReadAsync<StudyBody>(request, cancellation));
        var id = caller.CommandId("study") is { } key ? StreamNames.IdOf(key) : StreamNames.NewExperimentId();
        var study = await studies.ApplyAsync(id, new CreateStudy(id, spec, caller.User, time.GetUtcNow()), cancellation);
        return Results.Created($"/api/v1/studies/{id}", StudyAnswer.Of(study));
    }

    private static async Task<IResult> ListAsync(HttpRequest request, StudyStore studies, CancellationToken cancellation)
    {
        var limit = QueryInput.Whole(request, "limit", 1, 1_000, fallback: 100);
        return Results.Ok(new ItemList<StudyItem>([.. (await studies.ListAsync(limit, cancellation)).Select(StudyItem.Of)]));
    }

    private static async Task<IResult> ShowAsync(string id, StudyStore studies, CancellationToken cancellation) =>
        Results.Ok(StudyAnswer.Of(await RequireAsync(studies, id, cancellation)));

    private static async Task<IResult> BestAsync(string id, StudyStore studies, CancellationToken cancellation)
    {
        var study = await RequireAsync(studies, id, cancellation);
        return Results.Ok(List(study, study.Best()));
    }

    private static async Task<IResult> TrialsAsync(string id, HttpRequest request, StudyStore studies, CancellationToken cancellation)
    {
        var from = QueryInput.Whole(request, "from", 0, int.MaxValue, fallback: 0);
        var limit = QueryInput.Whole(request, "limit", 1, 10_000, fallback: 1_000);
        var study = await RequireAsync(studies, id, cancellation);
        return Results.Ok(List(study, study.Trials.Skip(from).Take(limit)));
    }

    private static async Task<IResult> TrialAsync(string id, string trial, StudyStore studies, CancellationToken cancellation)
    {
        var study = await RequireAsync(studies, id, cancellation);
        return Results.Ok(StudyTrialAnswer.Of(study.Spec!, study.Trials[Number(study, trial)]));
    }

    private static async Task<IResult> AskAsync(string id, HttpRequest request, Caller caller, StudyStore studies, TimeProvider time, CancellationToken cancellation)
    {
        var count = StudyInput.Count(await JsonBody.ReadAsync<AskBody>(request, cancellation));
        var before = await RequireAsync(studies, id, cancellation);
        var command = caller.IdempotencyKey ?? Guid.NewGuid().ToString("N"); // its own id tells this request's trials from others'
        var study = await studies.ApplyAsync(before.Id, new AskTrials(count, command, time.GetUtcNow()), cancellation);
        return Results.Ok(List(study, study.Asks[command].Select(number => study.Trials[number])));
    }

    private static async Task<IResult> ReportAsync(string id, string trial, HttpRequest request, Caller caller, StudyStore studies, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<ReportBody>(request, cancellation);
        var study = await RequireAsync(studies, id, cancellation);
        var number = Number(study, trial);
        study = await studies.ApplyAsync(id, StudyInput.Report(number, study.Trials[number].Curve.Count, body, caller.IdempotencyKey, time.GetUtcNow()), cancellation);
        return Results.Ok(PruneAnswer.Of(study, number));
    }

    private static async Task<IResult> ShouldPruneAsync(string id, string trial, StudyStore studies, CancellationToken cancellation)
    {
        var study = await RequireAsync(studies, id, cancellation);
        return Results.Ok(PruneAnswer.Of(study, Number(study, trial)));
    }

    private static async Task<IResult> TellAsync(string id, string trial, HttpRequest request, StudyStore studies, TimeProvider time, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadAsync<TellBody>(request, cancellation);
        var study = await RequireAsync(studies, id, cancellation);
        var number = Number(study, trial);
        study = await studies.ApplyAsync(id, StudyInput.Tell(number, study.Spec!, body, time.GetUtcNow()), cancellation);
        return Results.Ok(StudyTrialAnswer.Of(study.Spec!, study.Trials[number]));
    }

    private static ItemList<StudyTrialAnswer> List(OpenStudy study, IEnumerable<StudyTrial> trials) => new([.. trials.Select(t => StudyTrialAnswer.Of(study.Spec!, t))]);

    private static async Task<OpenStudy> RequireAsync(StudyStore studies, string id, CancellationToken cancellation) =>
        await studies.FindAsync(Ids.Study(id), cancellation) ?? throw new NotFoundException($"There is no study '{id}'. The studies are listed at /api/v1/studies.");

    private static int Number(OpenStudy study, string trial) =>
        int.TryParse(trial, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number < study.Trials.Count
            ? number
            : throw new NotFoundException($"The study has no such trial; {(study.Trials.IsEmpty ? "ask first." : $"trials 0 to {study.Trials.Count - 1} were asked for.")}");
}
