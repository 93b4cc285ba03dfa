using Npgsql;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// Turns every exception of MLflow's endpoints into MLflow's error document. Its clients repeat 408, 429 and 5xx for minutes, so only
/// faults that may pass are 503; what is not understood is logged and answered as 500 without internals.
/// </summary>
internal static class MlflowErrors
{
    /// <summary>The refusal for an exception; null when it is not understood.</summary>
    public static MlflowException? Describe(Exception exception) => exception switch
    {
        MlflowException e => e,
        InvalidInputException e => MlflowException.Invalid(string.Join(" ", e.Errors.Select(error => $"{error.Field}: {error.Message}"))),
        NotFoundException e => MlflowException.Missing(e.Message),
        TrackingNotFoundException e => MlflowException.Missing(e.Message),
        RuleViolation e => MlflowException.Invalid(e.Message),
        BadHttpRequestException e => new MlflowException(
            "BAD_REQUEST", e.StatusCode, "The request could not be read; its headers or body are malformed, cut short or too large."),
        DatabaseVersionException e => Unavailable(e.Message),
        VersionConflictException => Unavailable("Many others wrote at the same time; nothing was written. Try again."),
        JournalUnavailableException => DatabaseAway(),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => Unavailable("The database's tables are not there yet; the server makes them as soon as it can."),
        _ when Transient.IsOfTheDatabase(exception) => DatabaseAway(),
        _ => null,
    };

    private static MlflowException Unavailable(string message) => new("TEMPORARILY_UNAVAILABLE", StatusCodes.Status503ServiceUnavailable, message);

    private static MlflowException DatabaseAway() => Unavailable("The database does not answer. If it stays away, check that PostgreSQL runs and that ConnectionStrings__Platform names it.");
}
