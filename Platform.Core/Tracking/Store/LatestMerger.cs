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
    private const int RunsAtOnce = 200;

    // Events without points count too: a row at the end of its run's stream spares readers the look for a tail.
    private const string Tails =
        """
        select q.place, e.version, case when e.type = 'metrics_logged' then e.bdata end from unnest($1, $2) with ordinality as q(stream_id, merged, place)
        join mt_events e on e.stream_id = q.stream_id and e.version > q.merged order by q.place, e.version
        """;

    private const string Write =
        """
        insert into run_latest as l (run_id, merged_version, packed) select q.id, q.last, q.packed from unnest($1, $2, $3) as q(id, last, packed)
        where not exists (select 1 from erasures x where x.stream_id = 'run-' || q.id) order by q.id
        on conflict (run_id) do update set merged_version = excluded.merged_version, packed = excluded.packed where l.merged_version < excluded.merged_version
        """;

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

    /// <summary>Says that a run has more events, with so many points; without any too, because a row at the stream's end spares readers the look for a tail.</summary>
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

    /// <summary>Brings rows of runs up to their last events.</summary>
    public static async Task MergeAsync(NpgsqlDataSource database, IReadOnlyCollection<string> runIds, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await MergeAsync(connection, runIds, stop);
    }

    /// <summary>Brings rows of runs up to their last events, in the run_latest that the connection finds first.</summary>
    public static async Task MergeAsync(NpgsqlConnection connection, IReadOnlyCollection<string> runIds, CancellationToken stop)
    {
        var rows = await ReadRowsAsync(connection, [.. runIds], stop);
        await using (var command = TrackingViews.Command(connection, Tails, [rows.ConvertAll(r => StreamNames.Run(r.Id)).ToArray(), rows.ConvertAll(r => r.Merged).ToArray()]))
        {
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                var row = rows[(int)reader.GetInt64(0) - 1];
                row.Last = reader.GetInt64(1);
                if (!await reader.IsDBNullAsync(2, stop))
                    row.Fold.Add(await reader.GetFieldValueAsync<byte[]>(2, stop));
            }
        }
        rows.RemoveAll(r => r.Last == r.Merged);
        if (rows.Count == 0)
            return;
        await using var write = TrackingViews.Command(
            connection, Write,
            [rows.ConvertAll(r => r.Id).ToArray(), rows.ConvertAll(r => r.Last).ToArray(), rows.ConvertAll(r => PackedLatest.Encode(r.Fold.Sorted())).ToArray()]);
        await write.ExecuteNonQueryAsync(stop);
    }

    private async Task RunAsync()
    {
        try
        {
            await AdoptAsync(_stopping.Token);
            using var ticks = new PeriodicTimer(Rhythm, _time);
            while (await ticks.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (var runs in Due().Chunk(RunsAtOnce))
                    await TryMergeAsync(runs);
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

    private async Task TryMergeAsync(string[] runIds)
    {
        try
        {
            await MergeAsync(_database, runIds, _stopping.Token);
        }
        catch (Exception error) when (Transient.IsTransient(error))
        {
            foreach (var run in runIds)
                Notice(run, ManyPoints);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _logger.LogError(error, "The latest metrics of {Count} runs, {First} among them, could not be merged.", runIds.Length, runIds[0]);
        }
    }

    private static async Task<List<Row>> ReadRowsAsync(NpgsqlConnection connection, string[] runIds, CancellationToken stop)
    {
        await using var command = TrackingViews.Command(connection, "select q.id, l.merged_version, l.packed from unnest($1) as q(id) left join run_latest l on l.run_id = q.id", [runIds]);
        var rows = new List<Row>(runIds.Length);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            var merged = reader.IsDBNull(1) ? 0 : reader.GetInt64(1);
            rows.Add(new Row(reader.GetString(0), merged, new LatestFold(reader.IsDBNull(2) ? null : await reader.GetFieldValueAsync<byte[]>(2, stop))) { Last = merged });
        }
        return rows;
    }

    private sealed record Row(string Id, long Merged, LatestFold Fold)
    {
        public long Last { get; set; }
    }

    private readonly record struct Tail(int Events, long Points, long At);
}
