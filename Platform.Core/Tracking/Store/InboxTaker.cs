using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Platform.Core.Journal;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Takes points out of the inbox into events: one <see cref="MetricsLogged"/> for each run, in the transaction that empties the inbox of them, after a second
/// or as soon as a run has many. One process at a time does it, the holder of an advisory lock; should two nevertheless, the second's
/// transaction fails as a whole. Rows that cannot be taken over (damaged, or of a run that is not there) are put aside into metric_inbox_refused.
/// </summary>
internal sealed class InboxTaker : IAsyncDisposable
{
    /// <summary>A run's points are taken over at once when so many have come.</summary>
    internal const int Many = 1_000;

    private const long TakerLock = 5498263108422023;
    private const int RowsAtOnce = 4_000;
    private const int PointsAtOnce = 200_000;
    private const int RowsBetweenVacuums = 50_000;
    private const string TakenByAnother = "PJ003";

    // So many rows, of those the first with so many points; at least one.
    private const string Rows =
        """
        select run_id, id, points, block from (
            select *, sum(points) over (order by run_id, id rows unbounded preceding) as total from (
                select * from metric_inbox where $3::text[] is null or run_id = any ($3) order by run_id, id limit $1) first) summed
        where total - points < $2 order by run_id, id
        """;

    // Points that came for a run while it was being erased are kept nowhere.
    private const string PutAside =
        """
        with gone as (delete from metric_inbox where run_id = $1 and id = any ($2) returning run_id, id, points, block)
        insert into metric_inbox_refused (run_id, id, points, block, reason) select run_id, id, points, block, $3 from gone
        where not exists (select 1 from tracked_runs t where t.id = gone.run_id and t.lifecycle = 'erased')
        """;

    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _database;
    private readonly Func<string, MetricBatch, AppendCompanion, Task> _append;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _many = new(0, 1);
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal); // points by run since they were last taken
    private readonly Task _loop;
    private NpgsqlConnection? _connection;
    private long _lastOfAll;
    private int _rowsTaken;

    /// <param name="append">Appends the points of a run together with the statement that takes them from the inbox.</param>
    public InboxTaker(NpgsqlDataSource database, Func<string, MetricBatch, AppendCompanion, Task> append, TimeProvider time, ILogger logger)
    {
        _database = database;
        _append = append;
        _time = time;
        _logger = logger;
        _lastOfAll = time.GetTimestamp();
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Says that points of a run came in.</summary>
    public void Notice(string run, int points)
    {
        lock (_waiting)
        {
            ref var waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, run, out _);
            waiting += points;
            if (waiting >= Many && _many.CurrentCount == 0)
                _many.Release();
        }
    }

    /// <summary>Takes over what is there, once, if no other process does, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
        _many.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await WaitAsync();
            var all = _stopping.IsCancellationRequested || _time.GetElapsedTime(_lastOfAll) >= Rhythm;
            if (all)
                _lastOfAll = _time.GetTimestamp();
            await TryPassAsync(RunsToTake(all));
        }
        await DropAsync();
    }

    private async Task WaitAsync()
    {
        try
        {
            var left = Rhythm - _time.GetElapsedTime(_lastOfAll);
            await _many.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // It is stopping: one last pass over everything.
        }
    }

    // The runs with many points; null for every run, also those that another process has written to.
    private string[]? RunsToTake(bool all)
    {
        lock (_waiting)
        {
            string[] runs = [.. _waiting.Where(w => all || w.Value >= Many).Select(w => w.Key)];
            foreach (var run in runs)
                _waiting.Remove(run);
            return all ? null : runs;
        }
    }

    private async Task TryPassAsync(string[]? runs)
    {
        try
        {
            if (!await LeadsAsync())
                return;
            while (await PassAsync(runs))
            {
            }
            await VacuumAsync();
        }
        catch (Exception error) when (Transient.IsTransient(error) || error is JournalUnavailableException or ObjectDisposedException or VersionConflictException)
        {
            _logger.LogWarning("Points could not be taken over from the inbox; it is tried again: {Error}", error.Message);
            await DropAsync();
        }
        catch (Exception error)
        {
            _logger.LogError(error, "Points could not be taken over from the inbox.");
            await DropAsync();
        }
    }

    /// <summary>Whether this process is the one that takes points over; the lock lives as long as the connection.</summary>
    private async Task<bool> LeadsAsync()
    {
        if (_connection is { } open && open.FullState.HasFlag(System.Data.ConnectionState.Open))
            return true;
        await DropAsync();
        _connection = await _database.OpenConnectionAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"select pg_try_advisory_lock({TakerLock})"), _connection);
        if (await command.ExecuteScalarAsync(CancellationToken.None) is true)
            return true;
        await DropAsync();
        return false;
    }

    /// <summary>Takes some rows over; answers whether there may be more.</summary>
    private async Task<bool> PassAsync(string[]? runs)
    {
        var taken = new Dictionary<string, (MetricBatch Points, List<long> Ids)>(StringComparer.Ordinal);
        var damaged = new List<(string Run, long Id, string Reason)>();
        var (rows, points) = (0, 0L);
        await using (var command = TrackingViews.Command(_connection!, Rows, [RowsAtOnce, (long)PointsAtOnce, (object?)runs ?? DBNull.Value]))
        {
            command.Parameters[2].NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text;
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            for (; await reader.ReadAsync(CancellationToken.None); rows++)
            {
                var (run, id) = (reader.GetString(0), reader.GetInt64(1));
                points += reader.GetInt32(2);
                if (!taken.TryGetValue(run, out var part))
                    part = (new MetricBatch(256), []);
                try
                {
                    AddAll(part.Points, await reader.GetFieldValueAsync<byte[]>(3, CancellationToken.None));
                }
                catch (InvalidDataException error)
                {
                    damaged.Add((run, id, error.Message));
                    continue;
                }
                part.Ids.Add(id);
                taken[run] = part;
            }
        }
        foreach (var (run, id, reason) in damaged)
            await PutAsideAsync(run, [id], reason);
        await Task.WhenAll(taken.Select(t => TakeAsync(t.Key, t.Value.Points, t.Value.Ids)));
        _rowsTaken += rows;
        return rows == RowsAtOnce || points >= PointsAtOnce;
    }

    private async Task TakeAsync(string run, MetricBatch points, List<long> ids)
    {
        var companion = new AppendCompanion("select platform_take_from_inbox($1, $2)", [.. Enumerable.Repeat(run, ids.Count)], ids);
        try
        {
            await _append(run, points, companion);
        }
        catch (PostgresException error) when (error.SqlState == TakenByAnother)
        {
            _logger.LogWarning("Points of run {Run} were taken over by another process.", run);
        }
        catch (Exception error) when (error is TrackingNotFoundException or RuleViolation or InvalidInputException)
        {
            await PutAsideAsync(run, ids, error.Message);
        }
    }

    private async Task PutAsideAsync(string run, List<long> ids, string reason)
    {
        _logger.LogError("{Count} rows of the inbox of run {Run} cannot be taken over and are kept in metric_inbox_refused: {Reason}", ids.Count, run, reason);
        await using var command = _database.CreateCommand(PutAside);
        command.Parameters.Add(new NpgsqlParameter { Value = run });
        command.Parameters.Add(new NpgsqlParameter { Value = ids.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = reason });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    // Its rows live for a second: without this, the table would grow until the server's own cleaning comes round.
    private async Task VacuumAsync()
    {
        if (_rowsTaken < RowsBetweenVacuums)
            return;
        _rowsTaken = 0;
        await using var command = new NpgsqlCommand("vacuum metric_inbox", _connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task DropAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is null)
            return;
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception error) when (Transient.IsTransient(error) || error is InvalidOperationException)
        {
            NpgsqlConnection.ClearPool(connection);
        }
        await connection.DisposeAsync();
    }

    private static void AddAll(MetricBatch batch, byte[] block)
    {
        foreach (var column in MetricBlock.Decode(block))
        {
            var key = batch.Intern(column.Key);
            for (var i = 0; i < column.Count; i++)
                batch.Add(key, column.Steps[i], column.Times[i], column.Values[i]);
        }
    }
}
