using System.Globalization;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// One decision of a sweep at a time, in any process: whoever holds the sweep's advisory lock, on a connection of its own, has the turn.
/// Expected versions stay as the safety net. A holder that goes silent (stopped, cut off) loses the turn after three seconds. Within a
/// process those who wait for the same turn wait without a connection: the holder needs some of the same pool. Thread-safe.
/// </summary>
public sealed class ExperimentTurn(NpgsqlDataSource database, TimeProvider? time = null) : IDisposable
{
    private const int MostAtOnce = 16; // turns that hold or wait for a lock, each with a connection: less than half of the pool
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.5);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly TurnLines _lines = new(MostAtOnce);

    /// <summary>For how long the server bears a holder's silence before it ends its session: whole milliseconds.</summary>
    internal TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Waits for the turn, runs the function and gives the turn back.</summary>
    /// <param name="patience">How long to wait for the turn; whole milliseconds, more than 0.</param>
    /// <param name="turn">Its token is cancelled when the turn is lost; what it appended before stays.</param>
    /// <exception cref="TurnNotTakenException">The turn did not come in time.</exception>
    public async Task<T> TakeAsync<T>(string experimentId, TimeSpan patience, Func<CancellationToken, Task<T>> turn, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(experimentId);
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, Shortest);
        var began = _time.GetTimestamp();
        using var place = await _lines.EnterAsync(experimentId, patience, _time, cancellation)
            ?? throw new TurnNotTakenException(string.Create(CultureInfo.InvariantCulture, $"The turn of sweep {experimentId} did not come within {patience.TotalSeconds:0.#} s; others in this process are before it."));
        var left = patience - _time.GetElapsedTime(began);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await LockAsync(connection, experimentId, left > Shortest ? left : Shortest, cancellation);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var over = new CancellationTokenSource();
        var beating = BeatAsync(connection, lost, over.Token);
        try
        {
            return await turn(lost.Token);
        }
        finally
        {
            await over.CancelAsync();
            await beating;
            await ReleaseAsync(connection);
        }
    }

    private async Task LockAsync(NpgsqlConnection connection, string experimentId, TimeSpan patience, CancellationToken cancellation)
    {
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"set lock_timeout = {(long)patience.TotalMilliseconds}; set idle_session_timeout = {(long)Silence.TotalMilliseconds}; set tcp_user_timeout = '3s'; ");
        await using var command = new NpgsqlCommand(settings + "select pg_advisory_lock(hashtextextended('experiment/' || @id, 0))", connection);
        command.Parameters.Add(new NpgsqlParameter("id", experimentId));
        command.CommandTimeout = (int)patience.TotalSeconds + 5;
        try
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await ReleaseAsync(connection);
            throw new TurnNotTakenException(string.Create(CultureInfo.InvariantCulture, $"The turn of sweep {experimentId} did not come within {patience.TotalSeconds:0.#} s; another process holds it."), error);
        }
    }

    public void Dispose() => _lines.Dispose();

    // Signs of life keep the session from being timed out; a stopped process gives none.
    private async Task BeatAsync(NpgsqlConnection connection, CancellationTokenSource lost, CancellationToken over)
    {
        using var timer = new PeriodicTimer(Beat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                await using var command = new NpgsqlCommand("select 1", connection);
                await command.ExecuteScalarAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return; // the turn is over
        }
        catch (Exception error) when (Transient.IsTransient(error))
        {
            await lost.CancelAsync();
        }
    }

    // The pool keeps the session, so its timeout must not stay. If the session is gone, the server has released the lock.
    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand(
                "select pg_advisory_unlock_all(); reset idle_session_timeout; reset lock_timeout; reset tcp_user_timeout", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception error) when (Transient.IsTransient(error) || error is InvalidOperationException)
        {
            NpgsqlConnection.ClearPool(connection);
        }
    }
}
