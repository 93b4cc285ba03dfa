using Npgsql;
using Platform.Core;
using Platform.Core.Journal;

namespace Platform.Silo.Trials;

/// <summary>Tells what fails a piece of work for good from what only keeps its result from being written down.</summary>
public static class Failures
{
    /// <summary>True for an error of the work itself, such as a damaged file, a full disk or a bug; false for a stop, a refusal by the rules and the database.</summary>
    public static bool IsOfTheWork(Exception error) => error is not (OperationCanceledException or RuleViolation) && !IsOfTheDatabase(error);

    /// <summary>True where the database did not answer, or not well; also for a lost socket or a wait of Npgsql's that come without its own exception around them.</summary>
    public static bool IsOfTheDatabase(Exception error) => error is JournalUnavailableException or NpgsqlException || Transient.IsOfTheDatabase(error);
}
