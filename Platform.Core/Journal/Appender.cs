using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// The one writer of a process: a loop takes whatever waits, sends it in one round trip and one transaction, and answers the callers.
/// While a transaction is under way the next callers gather, so load makes transactions larger, not callers slower; there is no timer. When many
/// wait, the next transaction, of other streams, is sent meanwhile on a second connection: the database reads it while it executes the first, and goes on
/// with it in the moment in which the first is durable.
/// </summary>
internal sealed class Appender : IAsyncDisposable
{
    private const int FewestBeside = 64; // waiting appends for which a transaction after another is worth its own round trip and flush
    private const int TimesOvertakenBeforeLocking = 3;
    private const int VersionsRemembered = 100_000;

    private readonly JournalOptions _options;
    private readonly AppendSender[] _senders; // one for each transaction that may be under way
    private readonly List<Flight> _flights = [];
    private readonly Channel<PendingAppend> _waiting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal); // of streams appended to at any version
    private readonly Task _loop;
    private List<PendingAppend> _held = [];
    private TaskCompletionSource? _crowd; // set when many wait to be taken

    public Appender(NpgsqlDataSource database, IReadOnlyList<IInlineProjection> projections, JournalOptions options, ILogger logger)
    {
        _options = options;
        _senders = [NewSender(), NewSender()];
        _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.Capacity) { SingleReader = true });
        _loop = Task.Run(RunAsync);

        AppendSender NewSender() => new(database, projections, options, logger, _stopping.Token);
    }

    private int MostHeld => _senders.Length * _options.MaxFlush;

    public ValueTask EnqueueAsync(PendingAppend item, CancellationToken cancellation)
    {
        var entering = _waiting.Writer.WriteAsync(item, cancellation);
        if (_waiting.Reader.Count >= FewestBeside)
            Volatile.Read(ref _crowd)?.TrySetResult();
        return entering;
    }

    /// <summary>Writes what waits, once: while the database is away the waiting appends fail instead of being retried.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop;
        foreach (var sender in _senders)
            await sender.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (_flights.Count > 0 || _held.Count > 0 || await _waiting.Reader.WaitToReadAsync())
        {
            while (_held.Count < MostHeld && _waiting.Reader.TryRead(out var item))
                _held.Add(item);
            Weed();
            var mayStart = _flights.Count == 0 ? _held.Count > 0 : _flights.Count < _senders.Length && _held.Count >= FewestBeside;
            if (mayStart && await TryStartAsync())
                continue;
            if (_flights.Count > 0)
                await LandAsync(orGather: !mayStart && _flights.Count < _senders.Length && _held.Count < MostHeld);
        }
    }

    // In the order in which they came, so that a whole chain ends with its first.
    private void Weed()
    {
        foreach (var item in _held)
        {
            if (item.Cancellation.IsCancellationRequested)
                item.Cancel();
            else
                item.FailIfOrphaned();
        }
        _held.RemoveAll(i => i.Done.IsCompleted);
    }

    private async Task<bool> TryStartAsync()
    {
        var ready = Ready();
        var asks = ready.Exists(MustAsk);
        if (ready.Count == 0 || (_flights.Count > 0 && (asks || _flights[0].Locked)))
            return false;
        var locks = ready.Exists(i => i.Overtaken >= TimesOvertakenBeforeLocking);
        if (asks && !await TryLearnVersionsAsync(ready, locks))
            return true;
        var plan = new AppendPlan(_versions);
        var left = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in ready)
        {
            if ((left.Count > 0 && left.Overlaps(Names(item))) || !plan.TryAdd(item))
                left.UnionWith(Names(item)); // nor is it overtaken on its streams by what came after it
        }
        if (plan.Items.Count == 0)
            return false;
        var sent = plan.Items.ToHashSet();
        _held.RemoveAll(sent.Contains);
        var sender = _senders.First(s => !_flights.Exists(f => f.Sender == s));
        _flights.Add(new Flight(plan, sender, locks, Task.Run(() => sender.SendAsync(plan))));
        return true;
    }

    // What touches a stream or a command that is under way waits for its end, for two transactions under way know nothing of one another; and so does what came
    // after it to any of its streams.
    private List<PendingAppend> Ready()
    {
        if (_flights.Count == 0)
            return [.. _held.Take(_options.MaxFlush)];
        var ready = new List<PendingAppend>();
        var passed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in _held)
        {
            if (ready.Count == _options.MaxFlush)
                break;
            if (!_flights.Exists(flight => flight.Plan.Touches(item)) && !passed.Overlaps(Names(item)))
                ready.Add(item);
            else
                passed.UnionWith(Names(item));
        }
        return ready;
    }

    private static IEnumerable<string> Names(PendingAppend item)
    {
        foreach (var stream in item.Request.Streams)
            yield return stream.StreamId;
        if (item.Request.CommandId is { } command)
            yield return $"command {command}";
    }

    // Waits for a transaction's end, or until those who come meanwhile are enough for another.
    private async Task LandAsync(bool orGather)
    {
        Task ended;
        if (orGather)
        {
            var crowd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _crowd, crowd);
            if (_waiting.Reader.Count >= FewestBeside)
                return;
            ended = await Task.WhenAny([crowd.Task, .. _flights.Select(f => f.Sending)]);
            if (ended == crowd.Task)
                return;
        }
        else
        {
            ended = await Task.WhenAny(_flights.Select(f => f.Sending));
        }
        var flight = _flights.Find(f => f.Sending == ended)!;
        var (written, again) = await flight.Sending;
        _flights.Remove(flight);
        if (written)
            Remember(flight.Plan);
        else
            Forget(flight.Plan.Items);
        _held = [.. again, .. _held];
    }

    // It needs the database before it can be planned, perhaps the lock: then nothing else may be under way, and the first connection is the one that is used.
    private bool MustAsk(PendingAppend item) =>
        item.Overtaken >= TimesOvertakenBeforeLocking || item.Request.Streams.Any(s => s.ExpectedVersion == StreamAppend.Any && !_versions.ContainsKey(s.StreamId));

    // An append at any version is sent with the version last seen. If others keep overtaking it, it reads the version under the lock.
    private async Task<bool> TryLearnVersionsAsync(List<PendingAppend> items, bool underLock)
    {
        try
        {
            if (underLock)
            {
                await _senders[0].LockAsync();
                _versions.Clear();
            }
            if (_versions.Count > VersionsRemembered)
                _versions.Clear();
            var unknown = items.SelectMany(i => i.Request.Streams).Where(s => s.ExpectedVersion == StreamAppend.Any)
                .Select(s => s.StreamId).Where(id => !_versions.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToArray();
            var found = unknown.Length == 0 ? [] : await _senders[0].VersionsAsync(unknown);
            foreach (var id in unknown)
                _versions[id] = found.GetValueOrDefault(id);
            return true;
        }
        catch (Exception error)
        {
            Forget(items);
            var failed = items.ToHashSet();
            _held.RemoveAll(failed.Contains);
            _held = [.. await _senders[0].RecoverAsync(items, error, mayBeWritten: false), .. _held];
            return false;
        }
    }

    private void Remember(AppendPlan plan)
    {
        foreach (var (stream, version) in plan.Outcome())
        {
            if (_versions.ContainsKey(stream))
                _versions[stream] = version;
        }
    }

    private void Forget(List<PendingAppend> items)
    {
        foreach (var stream in items.SelectMany(i => i.Request.Streams))
            _versions.Remove(stream.StreamId);
    }

    /// <summary>A transaction that is laid out, being sent, or being looked into.</summary>
    /// <param name="Locked">The connection holds the append lock for it.</param>
    private sealed record Flight(AppendPlan Plan, AppendSender Sender, bool Locked, Task<(bool Written, List<PendingAppend> Again)> Sending);
}
