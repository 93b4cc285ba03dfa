using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Sweeps;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Answers what MLflow's clients ask, under the prefixes that they use; everything else goes on. Every answer below those prefixes has
/// MLflow's form. Stands behind the guards of host and origin.
/// </summary>
internal sealed class MlflowMiddleware(RequestDelegate next, MlflowEndpoints endpoints, SweepRuns sweeps, ILogger<MlflowMiddleware> logger)
{
    private static readonly PathString[] Prefixes = ["/api/2.0/mlflow", "/ajax-api/2.0/mlflow", "/api/3.0/mlflow", "/ajax-api/3.0/mlflow"];
    private static readonly PathString[] ArtifactPrefixes = ["/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"];

    /// <summary>Whether a path belongs to MLflow's API.</summary>
    public static bool Owns(PathString path) => Table(path, out _) >= 0;

    public Task InvokeAsync(HttpContext context)
    {
        var table = Table(context.Request.Path, out var rest);
        return table < 0 ? next(context) : AnswerAsync(context, table == 0 ? endpoints.Api : endpoints.Artifacts, rest);
    }

    private async Task AnswerAsync(HttpContext context, MlflowRoutes routes, string path)
    {
        try
        {
            var (handler, tail) = routes.Find(context.Request.Method, path);
            await handler(new MlflowCall(context, tail));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer; what was written stays written, and a cut upload leaves nothing.
        }
        catch (Exception error)
        {
            var refusal = await OfSweepAsync(error, context.RequestAborted) ?? MlflowErrors.Describe(error);
            if (refusal is null)
                logger.LogError(error, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            else if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
                logger.LogWarning("{Method} {Path} is unavailable: {Message}", context.Request.Method, context.Request.Path, error.Message);
            refusal ??= new MlflowException("INTERNAL_ERROR", StatusCodes.Status500InternalServerError, "The server failed; its log says why.");
            if (context.Response.HasStarted)
                context.Abort(); // the client must not take half of an answer for a whole one
            else
                await MlflowAnswer.ErrorAsync(context, refusal);
        }
    }

    // Reading finds sweeps and their trials; whatever else does not find one of them would have changed it.
    private async Task<MlflowException?> OfSweepAsync(Exception error, CancellationToken stop)
    {
        try
        {
            return error switch
            {
                TrackingNotFoundException { Kind: "run" } e when await sweeps.IsTrialAsync(e.Id, stop) =>
                    MlflowException.Invalid($"The run '{e.Id}' is a trial of a sweep: it can be read here, but only the platform writes it. Log to a run of your own, and name the trial in a tag."),
                TrackingNotFoundException { Kind: "experiment" } e when await sweeps.ExperimentAsync(e.Id, stop) is not null =>
                    MlflowException.Invalid($"The experiment '{e.Id}' is a sweep: it can be read here, but not changed, and takes no runs of other programs. Use an experiment of your own."),
                _ => null,
            };
        }
        catch (Exception away) when (Transient.IsTransient(away) || away is OperationCanceledException)
        {
            return null;
        }
    }

    // 0: the API, 1: artefacts, -1: not MLflow's.
    private static int Table(PathString path, out string rest)
    {
        rest = "";
        if (path.Value is not { } text || !text.StartsWith("/api/", StringComparison.Ordinal) && !text.StartsWith("/ajax-api/", StringComparison.Ordinal))
            return -1;
        return In(Prefixes, text, ref rest) ? 0 : In(ArtifactPrefixes, text, ref rest) ? 1 : -1;
    }

    private static bool In(PathString[] prefixes, string path, ref string rest)
    {
        foreach (var prefix in prefixes)
        {
            var length = prefix.Value!.Length;
            if (!path.StartsWith(prefix.Value, StringComparison.Ordinal) || path.Length > length && path[length] != '/')
                continue;
            rest = path.Length > length + 1 ? path[(length + 1)..] : "";
            return true;
        }

        return false;
    }
}
