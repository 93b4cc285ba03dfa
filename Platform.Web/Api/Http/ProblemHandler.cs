using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using Platform.Core;
using Platform.Core.Erasures;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Tracking;
using Search;
using Training.Core;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Api;

/// <summary>Turns every exception of a request into a problem document; what is not understood is logged and answered as 500 without internals.</summary>
internal sealed class ProblemHandler(ErasureViews erasures, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellation)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = exception is NotFoundException { Stream: { } stream } && await ErasedAsync(stream, cancellation) is { } erased ? erased : Describe(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
            logger.LogError(exception, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
        else if (problem.Status == StatusCodes.Status503ServiceUnavailable && context.Request.Path != HealthEndpoint.Path) // whoever asks for health is told, again and again
            logger.LogWarning("{Method} {Path} is unavailable: {Message}", context.Request.Method, context.Request.Path, exception.Message);
        await problem.WriteAsync(context);
        return true;
    }

    /// <summary>The document for an exception.</summary>
    public static Problem Describe(Exception exception) => exception switch
    {
        InvalidInputException e => Invalid(e.Errors),
        SpaceException e => Invalid([new FieldError(e.Path, e.Problem)]),
        SpecException e => Invalid([.. e.Errors.Select(error => new FieldError(error.Field, error.Message))]),
        DatasetException e => Invalid([new FieldError("data", e.Message)]),
        LabelException e => Invalid([new FieldError("data", e.Message)]),
        ErasedException e => new Problem(StatusCodes.Status410Gone, "Erased", e.Message),
        NotFoundException e => new Problem(StatusCodes.Status404NotFound, "Not found", e.Message),
        TrackingNotFoundException e => new Problem(StatusCodes.Status404NotFound, "Not found", e.Message),
        ConfirmationNeeded e => new Problem(StatusCodes.Status409Conflict, "Confirmation needed", e.Message, Problem.ConfirmationNeededType),
        GatesRefused e => new Problem(StatusCodes.Status409Conflict, "Gates not passed", e.Message, Problem.GatesRefusedType, Evaluation: EvaluationAnswer.Of(e.Evaluation, recorded: true)),
        RuleViolation e => new Problem(StatusCodes.Status409Conflict, "Refused", e.Message),
        RequestRefusedException e => new Problem(e.Status, e.Status == StatusCodes.Status413PayloadTooLarge ? "Too large" : "Unsupported media type", e.Message),
        BadHttpRequestException e => new Problem(e.StatusCode, "Bad request", "The request could not be read; its headers or body are malformed, cut short or too large."),
        ServiceUnavailableException e => Unavailable(e.Message, e.RetryAfter),
        CheckpointException e => Unavailable(e.Told, retryAfter: null),
        DatabaseVersionException e => Unavailable(e.Message, retryAfter: null),
        VersionConflictException => Unavailable("Many others wrote at the same time; nothing was written. Try again.", TimeSpan.FromSeconds(1)),
        JournalUnavailableException => DatabaseAway(),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => Unavailable("The database's tables are not there yet; the server makes them as soon as it can.", TimeSpan.FromSeconds(1)),
        _ when Transient.IsOfTheDatabase(exception) => DatabaseAway(),
        _ => new Problem(StatusCodes.Status500InternalServerError, "Internal error", "The server failed; its log says why. Nothing more is known to be written."),
    };

    // What is not there may have been, until its contents were erased.
    private async Task<Problem?> ErasedAsync(string stream, CancellationToken cancellation)
    {
        try
        {
            return await erasures.FindAsync(stream, cancellation) is { } erased ? new Problem(StatusCodes.Status410Gone, "Erased", $"What had this identity {erased.Words}") : null;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            return null; // that it is not there is true as well
        }
    }

    private static Problem Invalid(IReadOnlyList<FieldError> errors) => new(
        StatusCodes.Status400BadRequest, "Invalid input", errors.Count == 1 ? $"{errors[0].Field}: {errors[0].Message}" : $"{errors.Count} errors; nothing was written.", Errors: errors);

    private static Problem Unavailable(string message, TimeSpan? retryAfter) =>
        new(StatusCodes.Status503ServiceUnavailable, "Unavailable", message, RetryAfter: retryAfter);

    private static Problem DatabaseAway() => Unavailable(
        "The database does not answer. If it stays away, check that PostgreSQL runs and that ConnectionStrings__Platform names it.", TimeSpan.FromSeconds(2));
}
