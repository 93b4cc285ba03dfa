using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// Sends plans on a connection of its own, one after another. If one fails, it finds out what became of it before it takes the next; plans that others send
/// meanwhile have no stream and no command in common with it. Sending does not throw: the callers are given results and errors.
/// </summary>
internal sealed class AppendSender(
    NpgsqlDataSource database, IReadOnlyList<IInlineProjection> projections, JournalOptions options, ILogger logger, CancellationToken stopping) : IAsyncDisposable
{
    private const string StreamsMoved = "PJ001";
    private const string CommandsRepeated = "PJ002";
    private const int MostNamed = 5; // streams in one line of the log

    private readonly AppendConnection _connection = new(database, options);
    private int _retries;

    /// <summary>Takes the append lock for the next plan: for appends that must read under it. Only between two plans.</summary>
    public Task LockAsync() => _connection.LockAsync(CancellationToken.None);

    /// <summary>The present versions of streams; those that do not exist are left out. Only between two plans.</summary>
    public Task<Dictionary<string, long>> VersionsAsync(IReadOnlyCollection<string> streams) => _connection.VersionsAsync(streams, CancellationToken.None);

    /// <summary>Writes a plan and answers its callers; whether it was written as it is, and those of its requests that are to be sent again.</summary>
    public async Task<(bool Written, List<PendingAppend> Again)> SendAsync(AppendPlan plan)
    {
        var mayBeWritten = false;
        try
        {
            await _connection.OpenAsync(CancellationToken.None);
            NpgsqlBatchCommand[] commands = [plan.Command(), .. plan.Companions(), .. Project(plan).Commands()];
            mayBeWritten = true;
            var numbers = await _connection.SendAsync(commands, CancellationToken.None);
            _retries = 0;
            plan.Complete(numbers);
            return (true, []);
        }
        catch (Exception error)
        {
            return (false, await RecoverAsync(plan.Items, error, mayBeWritten));
        }
    }

    /// <summary>Finds out what became of requests after an error, answers those that are decided, and names those that are to be sent again. Only between two plans.</summary>
    /// <param name="mayBeWritten">They were on their way to the database when it came.</param>
    public async Task<List<PendingAppend>> RecoverAsync(List<PendingAppend> items, Exception error, bool mayBeWritten)
    {
        if (mayBeWritten && !IsRefused(error))
        {
            foreach (var item in items)
                item.IsUncertain = true; // before anyone is told of an error: whoever is told that nothing was written repeats it
        }
        try
        {
            if (error is PostgresException { SqlState: StreamsMoved or CommandsRepeated, Hint: { } named })
                return await SeparateAsync(items, JsonSerializer.Deserialize<HashSet<string>>(named)!);
            if (error is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
                return await QueueAgainAsync(items, error);
            return Transient.IsTransient(error) || IsTimedOut(error) ? await WaitAsync(items, error) : await IsolateAsync(items, error);
        }
        catch (Exception unforeseen)
        {
            logger.LogError(unforeseen, "The appender failed in an unforeseen way; {Count} appends are given the error.", items.Count);
            foreach (var item in items)
            {
                item.IsUncertain = true;
                item.Fail(unforeseen);
            }
            await _connection.DropAsync();
            return [];
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private ProjectionBatch Project(AppendPlan plan)
    {
        var batch = new ProjectionBatch();
        foreach (var recorded in plan.StreamEvents())
        {
            foreach (var projection in projections)
                projection.Project(recorded, batch);
        }
        return batch;
    }

    // Only the callers whose streams or commands were named are judged; the others are sent again.
    private async Task<List<PendingAppend>> SeparateAsync(List<PendingAppend> items, HashSet<string> named)
    {
        await _connection.RollBackAsync();
        var suspects = items.FindAll(i => i.Request.Streams.Any(s => named.Contains(s.StreamId)) || (i.Request.CommandId is { } c && named.Contains(c)));
        try
        {
            await new AppendJudge(_connection).JudgeAsync(suspects);
        }
        catch (Exception error) when (Transient.IsTransient(error))
        {
            return await WaitAsync(items, error); // they were refused
        }
        return Again(items);
    }

    // Others have held the lock or a row for long, perhaps the transaction beside this one: nothing was written, the connection is whole, and the wait was long enough.
    private async Task<List<PendingAppend>> QueueAgainAsync(List<PendingAppend> items, Exception error)
    {
        await _connection.RollBackAsync();
        await FreeLockAsync();
        FailLate(items, error, ended: false);
        Remark(items);
        return Again(items);
    }

    private async Task<List<PendingAppend>> WaitAsync(List<PendingAppend> items, Exception error)
    {
        await _connection.DropAsync();
        FailLate(items, error, ended: stopping.IsCancellationRequested);
        var again = Again(items);
        if (_retries++ == 0)
            logger.LogWarning("Appending failed and is being retried: {Error}", error.Message);
        await Task.Delay(Transient.Delay(_retries - 1), options.Time, CancellationToken.None);
        return again;
    }

    // Once each: a whole flush waits together, and comes back here every second.
    private void Remark(List<PendingAppend> items)
    {
        var now = options.Time.GetTimestamp();
        var late = items.FindAll(i => !i.IsRemarked && !i.Done.IsCompleted && options.Time.GetElapsedTime(i.Began, now) >= options.WaitUnremarked);
        if (late.Count == 0)
            return;
        foreach (var item in late)
            item.IsRemarked = true;
        var streams = late.SelectMany(i => i.Request.Streams).Select(s => s.StreamId).Distinct(StringComparer.Ordinal).ToList();
        logger.LogWarning(
            "Appends to {Streams}{More} have waited for {Seconds:0} s and go on waiting: others hold the append lock, or rows of these streams or of those that are written with them.",
            string.Join(", ", streams.Take(MostNamed)), streams.Count > MostNamed ? $" and {streams.Count - MostNamed} more" : "", late.Max(i => options.Time.GetElapsedTime(i.Began, now).TotalSeconds));
    }

    private void FailLate(List<PendingAppend> items, Exception error, bool ended)
    {
        var now = options.Time.GetTimestamp();
        foreach (var item in items.Where(i => ended || i.Deadline <= now))
            item.Fail(new JournalUnavailableException($"The database could not be reached to append: {error.Message}", error));
    }

    // The database itself says that the transaction is not committed. An error that only passes by may also come after the commit; one of this side may come at any time.
    private static bool IsRefused(Exception error) => error is PostgresException && (!Transient.IsTransient(error) || Transient.IsRolledBack(error));

    // A statement that took longer than this connection's own limit: the disk has stalled, or others hold the rows. Nothing was written, and it is nobody's fault.
    private static bool IsTimedOut(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    private async Task FreeLockAsync()
    {
        try
        {
            if (await AppendLock.FreeAsync(database, options, CancellationToken.None))
                logger.LogWarning("A writer that held the append lock without a word was disconnected.");
        }
        catch (Exception error) when (error is NpgsqlException || Transient.IsTransient(error))
        {
            logger.LogWarning("The append lock's holder could not be looked up: {Error}", error.Message);
        }
    }

    // One of them cannot be written, whoever it is: each is sent alone, so that the others do not suffer.
    private async Task<List<PendingAppend>> IsolateAsync(List<PendingAppend> items, Exception error)
    {
        await _connection.RollBackAsync();
        if (items.Count == 1)
            items[0].Fail(error);
        foreach (var item in items)
            item.Alone = true;
        return Again(items);
    }

    private static List<PendingAppend> Again(List<PendingAppend> items)
    {
        foreach (var item in items.Where(i => !i.IsUncertain))
            item.ForgetBases();
        return items.FindAll(i => !i.Done.IsCompleted);
    }
}
