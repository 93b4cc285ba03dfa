using System.Net.Sockets;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>Which database errors pass by themselves, and how to wait for that.</summary>
public static class Transient
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <summary>True for a lost connection, a restarting or full server, a deadlock and a wait that was cut short.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException e => e.SqlState[..2] is "08" or "53" || e.SqlState is "57P01" or "57P02" or "57P03" or "57P05" or "25P03" || IsRolledBack(e),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>True for such an error where it comes from the database, and not from a full disk or from another wait that took too long.</summary>
    public static bool IsOfTheDatabase(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (!IsTransient(error))
            return false;
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException or SocketException || cause.Source == nameof(Npgsql))
                return true;
        }
        return false;
    }

    /// <summary>True if the error says for certain that its transaction was not committed.</summary>
    public static bool IsRolledBack(Exception error) => error is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable,
    };

    /// <summary>The pause before the n-th retry (from 0): 25 ms, doubling, at most a second.</summary>
    public static TimeSpan Delay(int retry) => TimeSpan.FromTicks(Math.Min(FirstDelay.Ticks << Math.Min(retry, 10), LongestDelay.Ticks));

    /// <summary>Runs an operation that may be repeated without harm until it succeeds, fails for good, or the time is over.</summary>
    public static async Task<T> RetryAsync<T>(
        Func<CancellationToken, Task<T>> operation, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(time);
        var started = time.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            try
            {
                return await operation(cancellation);
            }
            catch (Exception error) when (IsTransient(error) && time.GetElapsedTime(started) < patience)
            {
                await Task.Delay(Delay(retry), time, cancellation);
            }
        }
    }
}
