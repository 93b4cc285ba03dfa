using Npgsql;
using Platform.Core;
using Platform.Core.Journal;
using Training.Core;

namespace Platform.Silo.Trials;

/// <summary>Whom an error speaks of: a run must not be blamed for what journal and database do.</summary>
public static class Faults
{
    /// <summary>True if it says something about data, settings or training: what was tried has failed for good, and the error is its cause.</summary>
    public static bool IsOfTheTraining(Exception error) => error is not (OperationCanceledException or RuleViolation) && !IsOfTheDatabase(error);

    /// <summary>True if journal or database could not take or give something, also because too many others wrote at the same time: to be tried again later.</summary>
    public static bool IsOfTheDatabase(Exception error) =>
        error is NpgsqlException || PassesByItself(error);

    /// <summary>The cause as events give it, without where a checkpoint lies on the server.</summary>
    public static string Told(Exception error) => error is CheckpointException checkpoint ? checkpoint.Told : error.Message;

    /// <summary>True if the same will be taken or given later, without anybody's help. A database that only reads for now, such as one that is being moved, is among it.</summary>
    public static bool PassesByItself(Exception error) =>
        error is JournalUnavailableException or VersionConflictException or PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } || Transient.IsOfTheDatabase(error);
}
