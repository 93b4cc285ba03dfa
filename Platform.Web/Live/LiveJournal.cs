using System.Collections.Concurrent;
using Platform.Core.Journal;

namespace Platform.Web.Live;

/// <summary>
/// Follows the journal for all pages of this process: each event is read once, however many pages are open, and handed to every
/// subscriber in order. When the database is away it says so, and goes on where it stopped once it is back.
/// </summary>
public sealed class LiveJournal(JournalNotifications notifications, EventJournal journal, ILogger<LiveJournal> logger) : BackgroundService
{
    private const int EventsAtOnce = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Programs that log fast would otherwise have the journal read hundreds of times a second; pages are told five times a second at most.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(40);

    private readonly ConcurrentDictionary<Guid, Action<LiveNews>> _subscribers = new();

    /// <summary>False while the journal cannot be read.</summary>
    public bool IsConnected { get; private set; } = true;

    /// <summary>Calls back on a thread of the pool for every batch of new events and when the connection changes; the callback must be quick.</summary>
    public IDisposable Subscribe(Action<LiveNews> heard)
    {
        var key = Guid.NewGuid();
        _subscribers[key] = heard;
        return new Subscription(() => _subscribers.TryRemove(key, out _));
    }

    /// <summary>Number of the last event that was handed out; events after it will be. Null until the journal was first reached.</summary>
    internal long? Position { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Position ??= await journal.LastSequenceAsync(stoppingToken);
                var grown = await notifications.WaitForAsync(Position.Value, Patience, stoppingToken);
                if (grown)
                    Position = await ReadOnAsync(Position.Value, stoppingToken);
                Tell(notifications.IsReached, []);
                if (grown)
                    await Task.Delay(Breath, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Whatever it is, pages must not stop following for ever: say it, wait, and read on from the same position.
                if (IsConnected)
                    logger.LogWarning(error, "The pages cannot follow the journal; trying again every second.");
                Tell(connected: false, []);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<long> ReadOnAsync(long position, CancellationToken stop)
    {
        var last = notifications.LastSequence;
        if (_subscribers.IsEmpty)
            return last; // nobody would hear of them, and who comes now reads what there is
        while (await journal.ReadAllAsync(position, EventsAtOnce, blocks: false, stop) is { Count: > 0 } events)
        {
            Tell(connected: true, events);
            position = events[^1].Sequence;
            if (events.Count < EventsAtOnce)
                break;
        }
        return position;
    }

    private void Tell(bool connected, IReadOnlyList<RecordedEvent> events)
    {
        if (connected == IsConnected && events.Count == 0)
            return;
        IsConnected = connected;
        var news = new LiveNews(connected, events);
        foreach (var heard in _subscribers.Values)
            heard(news);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
