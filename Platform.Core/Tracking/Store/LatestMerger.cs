using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Tracking.Blocks;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Keeps run_latest near the end of the runs' streams, in the background: a run is merged when its tail has grown, and when it has been quiet for a while.
/// Readers add the tail themselves, so nothing depends on when this happens; two processes that merge one run do not hurt each other.
/// </summary>
internal sealed class LatestMerger : IAsyncDisposable
{
    private const int ManyEvents = 64;
    private const int ManyPoints = 100_000;
    private const int EventsAtOnce = 500;
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, Tail> _tails = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public LatestMerger(NpgsqlDataSource database, TimeProvider time, ILogger logger)
    {
        _database = database;
        _time = time;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Says that a run has one more event with points.</summary>
    public void Notice(string runId, int points)
    {
        lock (_tails)
        {
            var tail = _tails.GetValueOrDefault(runId);
            _tails[runId] = new Tail(tail.Events + 1, tail.Points + points, _time.GetTimestamp());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    /// <summary>Brings one run's row up to its last event.</summary>
    public static async Task MergeAsync(NpgsqlDataSource database, string runId, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        while (await MergePartAsync(connection, runId, stop) == EventsAtOnce)
        {
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await AdoptAsync(_stopping.Token);
            using var ticks = new PeriodicTimer(Rhythm, _time);
            while (await ticks.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (var run in Due())
                    await TryMergeAsync(run);
            }
        }
        catch (OperationCanceledException)
        {
            return; // the store ends; readers add what was not merged
        }
    }

    // Long tails that a process has left behind.
    private async Task AdoptAsync(CancellationToken stop)
    {
        try
        {
            await using var command = _database.CreateCommand(
                """
                select substr(s.id, 5) from mt_streams s left join run_latest l on l.run_id = substr(s.id, 5)
                where s.type = 'run' and s.version > coalesce(l.merged_version, 0) + $1 limit 10000
                """);
            command.Parameters.Add(new NpgsqlParameter { Value = ManyEvents });
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                Notice(reader.GetString(0), ManyPoints);
        }
        catch (Exception error) when (Transient.IsTransient(error) || error is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            _logger.LogInformation("Long tails of runs were not looked for: {Error}", error.Message);
        }
    }

    private List<string> Due()
    {
        lock (_tails)
        {
            var due = _tails.Where(t => t.Value.Events >= ManyEvents || t.Value.Points >= ManyPoints || _time.GetElapsedTime(t.Value.At) >= Quiet).Select(t => t.Key).ToList();
            due.ForEach(run => _tails.Remove(run));
            return due;
        }
    }

    private async Task TryMergeAsync(string runId)
    {
        try
        {
            await MergeAsync(_database, runId, _stopping.Token);
        }
        catch (Exception error) when (Transient.IsTransient(error))
        {
            Notice(runId, ManyPoints);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _logger.LogError(error, "The latest metrics of run {Run} could not be merged.", runId);
        }
    }

    private static async Task<int> MergePartAsync(NpgsqlConnection connection, string runId, CancellationToken stop)
    {
        var (merged, packed) = await ReadAsync(connection, runId, stop);
        var fold = new LatestFold(packed);
        var (events, last) = (0, merged);
        await using (var command = new NpgsqlCommand(
            "select version, bdata from mt_events where stream_id = $1 and version > $2 and type = 'metrics_logged' order by version limit $3", connection))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = StreamNames.Run(runId) });
            command.Parameters.Add(new NpgsqlParameter { Value = merged });
            command.Parameters.Add(new NpgsqlParameter { Value = EventsAtOnce });
            await using var reader = await command.ExecuteReaderAsync(stop);
            for (; await reader.ReadAsync(stop); events++)
            {
                last = reader.GetInt64(0);
                fold.Add(await reader.GetFieldValueAsync<byte[]>(1, stop));
            }
        }
        if (events == 0)
            return 0;
        await using var write = new NpgsqlCommand(
            """
            insert into run_latest as l (run_id, merged_version, packed) values ($1, $2, $3)
            on conflict (run_id) do update set merged_version = excluded.merged_version, packed = excluded.packed where l.merged_version = $4
            """,
            connection);
        write.Parameters.Add(new NpgsqlParameter { Value = runId });
        write.Parameters.Add(new NpgsqlParameter { Value = last });
        write.Parameters.Add(new NpgsqlParameter { Value = PackedLatest.Encode(fold.Sorted()) });
        write.Parameters.Add(new NpgsqlParameter { Value = merged });
        await write.ExecuteNonQueryAsync(stop);
        return events;
    }

    private static async Task<(long Merged, byte[]? Packed)> ReadAsync(NpgsqlConnection connection, string runId, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select merged_version, packed from run_latest where run_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = runId });
        await using var reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? (reader.GetInt64(0), await reader.GetFieldValueAsync<byte[]>(1, stop)) : (0, null);
    }

    private readonly record struct Tail(int Events, long Points, long At);
}
