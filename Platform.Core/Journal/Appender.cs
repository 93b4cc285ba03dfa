using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// The one writer of a process: a loop takes whatever waits, sends it in one round trip and one transaction, and answers the callers.
/// While a transaction is under way the next callers gather, so load makes transactions larger, not callers slower; there is no timer. When many
/// wait, a second transaction of other streams is laid out and sent meanwhile, so that this process and the database work at the same time.
/// </summary>
internal sealed class Appender : IAsyncDisposable
{
    private const int Lanes = 2;
    private const int FewestBeside = 64; // waiting appends for which a transaction beside another is worth its own round trip and flush
    private const int TimesOvertakenBeforeLocking = 3;
    private const int VersionsRemembered = 100_000;

    private readonly JournalOptions _options;
    private readonly ILogger _logger;
    private readonly List<AppendLane> _free = [];
    private readonly List<Flight> _flights = [];
    private readonly Channel<PendingAppend> _waiting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal); // of streams appended to at any version
    private readonly Task _loop;
    private List<PendingAppend> _held = [];

    public Appender(NpgsqlDataSource database, IReadOnlyList<IInlineProjection> projections, JournalOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        for (var i = 0; i < Lanes; i++)
            _free.Add(new AppendLane(database, projections, options, logger, _stopping.Token));
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
        foreach (var lane in _free)
            await lane.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (_flights.Count > 0 || _held.Count > 0 || await _waiting.Reader.WaitToReadAsync())
        {
            while (_held.Count < Lanes * _options.MaxFlush && _waiting.Reader.TryRead(out var item))
                _held.Add(item);
            Weed();
            if (_held.Count > 0 && _free.Count > 0 && (_flights.Count == 0 || _held.Count >= FewestBeside) && await TryStartAsync(_free[^1]))
                continue;
            if (_flights.Count > 0)
                await LandAsync();
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

    // What touches a stream or a command that is under way waits for its end: two transactions under way know nothing of one another.
    private async Task<bool> TryStartAsync(AppendLane lane)
    {
        List<PendingAppend> ready = [.. _held.Where(item => !_flights.Exists(flight => flight.Plan.Touches(item))).Take(_options.MaxFlush)];
        if (ready.Count == 0)
            return false;
        var plan = new AppendPlan(_versions);
        try
        {
            await LearnVersionsAsync(lane, ready);
            foreach (var item in ready)
                plan.TryAdd(item);
        }
        catch (Exception error)
        {
            Forget(ready);
            _held.RemoveAll(ready.Contains);
            _held = [.. await lane.RecoverAsync(ready, error), .. _held];
            return true;
        }
        if (plan.Items.Count == 0)
        {
            await lane.UnlockAsync();
            return false;
        }
        var sent = plan.Items.ToHashSet();
        _held.RemoveAll(sent.Contains);
        _free.Remove(lane);
        _flights.Add(new Flight(lane, plan, Task.Run(() => lane.SendAsync(plan))));
        return true;
    }

    private async Task LandAsync()
    {
        var ended = await Task.WhenAny(_flights.Select(f => f.Sending));
        var flight = _flights.Find(f => f.Sending == ended)!;
        var (written, again) = await ended;
        _flights.Remove(flight);
        _free.Add(flight.Lane);
        if (written)
            Remember(flight.Plan);
        else
            Forget(flight.Plan.Items);
        _held = [.. again, .. _held];
    }

    // An append at any version is sent with the version last seen. If others keep overtaking it, it reads the version under the lock.
    private async Task LearnVersionsAsync(AppendLane lane, List<PendingAppend> items)
    {
        if (items.Exists(i => i.Overtaken >= TimesOvertakenBeforeLocking))
        {
            await lane.LockAsync();
            _versions.Clear();
        }
        var unknown = items.SelectMany(i => i.Request.Streams).Where(s => s.ExpectedVersion == StreamAppend.Any)
            .Select(s => s.StreamId).Where(id => !_versions.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToArray();
        if (unknown.Length == 0)
            return;
        if (_versions.Count > VersionsRemembered)
            _versions.Clear();
        var found = await lane.VersionsAsync(unknown);
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

    private void Forget(List<PendingAppend> items)
    {
        foreach (var stream in items.SelectMany(i => i.Request.Streams))
            _versions.Remove(stream.StreamId);
    }

    /// <summary>A transaction that is under way.</summary>
    private sealed record Flight(AppendLane Lane, AppendPlan Plan, Task<(bool Written, List<PendingAppend> Again)> Sending);
}
