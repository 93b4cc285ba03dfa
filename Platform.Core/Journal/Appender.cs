using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// The one writer of a process: a loop takes whatever waits, sends it in one round trip and one transaction, and answers the callers.
/// While one transaction is under way the next callers gather, so load makes transactions larger, not callers slower; there is no timer.
/// </summary>
internal sealed class Appender : IAsyncDisposable
{
    private const string StreamsMoved = "PJ001";
    private const string CommandsRepeated = "PJ002";
    private const int TimesOvertakenBeforeLocking = 3;
    private const int VersionsRemembered = 100_000;

    private readonly NpgsqlDataSource _database;
    private readonly IReadOnlyList<IInlineProjection> _projections;
    private readonly JournalOptions _options;
    private readonly ILogger _logger;
    private readonly AppendConnection _connection;
    private readonly Channel<PendingAppend> _waiting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal); // of streams appended to at any version
    private readonly Task _loop;
    private List<PendingAppend> _held = [];
    private int _retries;

    public Appender(NpgsqlDataSource database, IReadOnlyList<IInlineProjection> projections, JournalOptions options, ILogger logger)
    {
        _database = database;
        _projections = projections;
        _options = options;
        _logger = logger;
        _connection = new AppendConnection(database, options);
        _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    public ValueTask EnqueueAsync(PendingAppend item, CancellationToken cancellation) => _waiting.Writer.WriteAsync(item, cancellation);

    /// <summary>Writes what waits, once: while the database is away the waiting appends fail instead of being retried.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop;
        await _connection.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (_held.Count > 0 || await _waiting.Reader.WaitToReadAsync())
        {
            while (_held.Count < _options.MaxFlush && _waiting.Reader.TryRead(out var item))
                _held.Add(item);
            var items = _held;
            _held = [];
            try
            {
                await FlushAsync(items);
            }
            catch (Exception error)
            {
                _logger.LogError(error, "The appender failed in an unforeseen way; {Count} appends are given the error.", items.Count);
                foreach (var item in items)
                {
                    item.IsUncertain = true;
                    item.Fail(error);
                }
                await _connection.DropAsync();
            }
        }
    }

    private async Task FlushAsync(List<PendingAppend> items)
    {
        foreach (var item in items.Where(i => i.Cancellation.IsCancellationRequested))
            item.Cancel();
        // In the order in which they came, so that a whole chain ends with its first.
        foreach (var item in items.Where(i => !i.Done.IsCompleted))
            item.FailIfOrphaned();
        items.RemoveAll(i => i.Done.IsCompleted);
        if (items.Count == 0)
            return;

        AppendPlan? plan = null;
        try
        {
            await LearnVersionsAsync(items);
            plan = new AppendPlan(_versions);
            _held = [.. items.Where(item => !plan.TryAdd(item))];
            var numbers = await _connection.SendAsync(plan, Project(plan), CancellationToken.None);
            _retries = 0;
            plan.Complete(numbers);
            Remember(plan);
        }
        catch (Exception error)
        {
            var affected = plan?.Items ?? items;
            foreach (var stream in affected.SelectMany(i => i.Request.Streams))
                _versions.Remove(stream.StreamId);
            await RecoverAsync(affected, error);
        }
    }

    private ProjectionBatch Project(AppendPlan plan)
    {
        var batch = new ProjectionBatch();
        foreach (var recorded in plan.StreamEvents())
        {
            foreach (var projection in _projections)
                projection.Project(recorded, batch);
        }
        return batch;
    }

    // An append at any version is sent with the version last seen. If others keep overtaking it, it reads the version under the lock.
    private async Task LearnVersionsAsync(List<PendingAppend> items)
    {
        if (items.Exists(i => i.Overtaken >= TimesOvertakenBeforeLocking))
        {
            await _connection.LockAsync(CancellationToken.None);
            _versions.Clear();
        }
        var unknown = items.SelectMany(i => i.Request.Streams).Where(s => s.ExpectedVersion == StreamAppend.Any)
            .Select(s => s.StreamId).Where(id => !_versions.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToArray();
        if (unknown.Length == 0)
            return;
        if (_versions.Count > VersionsRemembered)
            _versions.Clear();
        var found = await _connection.VersionsAsync(unknown, CancellationToken.None);
        foreach (var id in unknown)
            _versions[id] = found.GetValueOrDefault(id);
    }

    private void Remember(AppendPlan plan)
    {
        foreach (var (stream, version) in plan.Outcome())
        {
            if (_versions.ContainsKey(stream))
                _versions[stream] = version;
        }
    }

    private async Task RecoverAsync(List<PendingAppend> items, Exception error)
    {
        if (error is PostgresException { SqlState: StreamsMoved or CommandsRepeated, Hint: { } named })
            await SeparateAsync(items, JsonSerializer.Deserialize<HashSet<string>>(named)!);
        else if (Transient.IsTransient(error))
            await WaitAsync(items, error);
        else
            await IsolateAsync(items, error);
    }

    // Only the callers whose streams or commands were named are judged; the others are sent again.
    private async Task SeparateAsync(List<PendingAppend> items, HashSet<string> named)
    {
        await _connection.RollBackAsync();
        var suspects = items.FindAll(i => i.Request.Streams.Any(s => named.Contains(s.StreamId)) || (i.Request.CommandId is { } c && named.Contains(c)));
        try
        {
            await new AppendJudge(_connection).JudgeAsync(suspects);
        }
        catch (Exception error) when (Transient.IsTransient(error))
        {
            await WaitAsync(items, error);
            return;
        }
        Hold(items, uncertain: false);
    }

    private async Task WaitAsync(List<PendingAppend> items, Exception error)
    {
        if (error is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
            await FreeLockAsync();
        await _connection.DropAsync();
        var now = _options.Time.GetTimestamp();
        foreach (var item in items.Where(i => i.Deadline <= now || _stopping.IsCancellationRequested))
            item.Fail(new JournalUnavailableException($"The database could not be reached to append: {error.Message}", error));
        Hold(items, uncertain: !Transient.IsRolledBack(error));
        if (_retries++ == 0)
            _logger.LogWarning("Appending failed and is being retried: {Error}", error.Message);
        await Task.Delay(Transient.Delay(_retries - 1), _options.Time, CancellationToken.None);
    }

    private async Task FreeLockAsync()
    {
        try
        {
            if (await AppendLock.FreeAsync(_database, _options.LockPatience, CancellationToken.None))
                _logger.LogWarning("A writer that held the append lock without a word was disconnected.");
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
        {
            _logger.LogWarning("The append lock's holder could not be looked up: {Error}", error.Message);
        }
    }

    // One of them cannot be written, whoever it is: each is sent alone, so that the others do not suffer.
    private async Task IsolateAsync(List<PendingAppend> items, Exception error)
    {
        await _connection.RollBackAsync();
        if (items.Count == 1)
            items[0].Fail(error);
        foreach (var item in items)
            item.Alone = true;
        Hold(items, uncertain: false);
    }

    private void Hold(List<PendingAppend> items, bool uncertain)
    {
        foreach (var item in items)
        {
            item.IsUncertain |= uncertain;
            if (!item.IsUncertain)
                item.ForgetBases();
        }
        _held = [.. items.Where(i => !i.Done.IsCompleted), .. _held];
    }
}
