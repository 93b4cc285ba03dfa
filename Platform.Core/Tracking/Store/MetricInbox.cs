using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Platform.Core.Journal;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Makes points that are logged one by one durable: a loop takes whatever waits, writes one row for each run in one statement and one transaction, and
/// answers the callers; while one commit is under way the next points gather. The same statement looks whether the runs are there and active.
/// </summary>
internal sealed class MetricInbox : IAsyncDisposable
{
    private const int MaxFlush = 4096;
    private const int Capacity = 16_384;

    // Repeating it after a lost answer may write points twice; equal points count once wherever they are read.
    private const string Insert =
        """
        with added as (
            insert into metric_inbox (run_id, points, block)
            select p.run_id, p.points, p.block from unnest($1, $2, $3) as p(run_id, points, block)
            join tracked_runs t on t.id = p.run_id where t.lifecycle = 'active' and t.kind = 'run'
            returning run_id)
        select run_id from added
        """;

    private readonly NpgsqlDataSource _database;
    private readonly Action<string, int> _written;
    private readonly TimeSpan _retryFor;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<InboxPoint> _waiting = Channel.CreateBounded<InboxPoint>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private NpgsqlConnection? _connection; // its own: one from the pool would be reset before each statement

    /// <param name="written">Told after each commit how many points of a run came in.</param>
    /// <param name="retryFor">How long a point is tried again while the database cannot be reached.</param>
    public MetricInbox(NpgsqlDataSource database, Action<string, int> written, TimeSpan retryFor, TimeProvider time, ILogger logger)
    {
        _retryFor = retryFor;
        _database = database;
        _written = written;
        _time = time;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>True once the point is durable; false if there is no active run to take it.</summary>
    public async Task<bool> AddAsync(InboxPoint point, CancellationToken stop)
    {
        try
        {
            await _waiting.Writer.WriteAsync(point, stop);
        }
        catch (ChannelClosedException error)
        {
            throw new ObjectDisposedException("The tracking store has been disposed; the point was not written.", error);
        }
        return await point.Done.WaitAsync(stop);
    }

    /// <summary>Writes what waits, once, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop;
        await DropAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var points = new List<InboxPoint>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            points.Clear();
            while (points.Count < MaxFlush && _waiting.Reader.TryRead(out var point))
                points.Add(point);
            try
            {
                await FlushAsync(points);
            }
            catch (Exception error)
            {
                _logger.LogError(error, "{Count} points could not be written to the inbox.", points.Count);
                foreach (var point in points)
                    point.Fail(Transient.IsTransient(error) ? new JournalUnavailableException($"The database could not be reached to log points: {error.Message}", error) : error);
            }
        }
    }

    private async Task FlushAsync(List<InboxPoint> points)
    {
        var batches = new Dictionary<string, MetricBatch>(StringComparer.Ordinal);
        foreach (var point in points)
        {
            if (!batches.TryGetValue(point.RunId, out var batch))
                batches.Add(point.RunId, batch = new MetricBatch(4));
            batch.Add(point.Key, point.Point);
        }
        var (runs, counts, blocks) = (new string[batches.Count], new int[batches.Count], new byte[batches.Count][]);
        var place = 0;
        foreach (var (run, batch) in batches)
        {
            runs[place] = run;
            (blocks[place], counts[place], _) = MetricBlock.Encode(batch);
            place++;
        }
        var accepted = await Transient.RetryAsync(_ => InsertAsync(runs, counts, blocks), _retryFor, _time, _stopping.Token);
        foreach (var point in points)
            point.Complete(accepted.Contains(point.RunId));
        foreach (var run in accepted)
            _written(run, batches[run].Count);
    }

    private async Task<HashSet<string>> InsertAsync(string[] runs, int[] counts, byte[][] blocks)
    {
        try
        {
            await using var command = new NpgsqlCommand(Insert, _connection ??= await _database.OpenConnectionAsync(CancellationToken.None));
            command.Parameters.Add(new NpgsqlParameter { Value = runs, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            command.Parameters.Add(new NpgsqlParameter { Value = counts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
            command.Parameters.Add(new NpgsqlParameter { Value = blocks, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
            var accepted = new HashSet<string>(StringComparer.Ordinal);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
                accepted.Add(reader.GetString(0));
            return accepted;
        }
        catch
        {
            await DropAsync(); // whatever it was, the next try begins with another
            throw;
        }
    }

    private async ValueTask DropAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }
}
