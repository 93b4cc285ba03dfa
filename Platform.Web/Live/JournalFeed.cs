using Microsoft.AspNetCore.Components;
using Platform.Core.Journal;
using Platform.Web.Components;

namespace Platform.Web.Live;

/// <summary>
/// The invisible component that keeps a page alive: collects the events that concern the page and hands them over at most five times
/// a second, on the page's own thread of control. A page that reads slowly gets fewer, larger helpings, never a queue.
/// </summary>
public sealed class JournalFeed : ComponentBase, IDisposable
{
    /// <summary>Least time between two helpings.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Departure _gone = new();
    private List<RecordedEvent> _waiting = [];
    private bool _connected = true;
    private bool _told = true;
    private bool _pumping;
    private IDisposable? _subscription;

    /// <summary>Which events concern the page; called on other threads, so it must only look at the event and at immutable parameters.</summary>
    [Parameter, EditorRequired] public Func<RecordedEvent, bool> Concerns { get; set; } = _ => true;

    /// <summary>Events that came since the last helping; none when only the connection changed.</summary>
    [Parameter, EditorRequired] public EventCallback<LiveNews> Changed { get; set; }

    [Inject] private LiveJournal Journal { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    protected override void OnInitialized()
    {
        (_connected, _told) = (Journal.IsConnected, true);
        _subscription = Journal.Subscribe(Hear);
    }

    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Dispose();
    }

    private void Hear(LiveNews news)
    {
        var mine = news.Events.Where(Concerns).ToList();
        lock (_gate)
        {
            if (mine.Count == 0 && news.Connected == _connected)
                return;
            _waiting.AddRange(mine);
            _connected = news.Connected;
            if (_pumping || _gone.Happened)
                return;
            _pumping = true;
        }
        _ = InvokeAsync(PumpAsync);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (Take() is { } news)
            {
                await Changed.InvokeAsync(news);
                await Task.Delay(Rhythm, Time, _gone.Token);
            }
        }
        catch (OperationCanceledException) when (_gone.Happened)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            lock (_gate)
                _pumping = false;
            await DispatchExceptionAsync(error);
        }
    }

    private LiveNews? Take()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && _told == _connected)
            {
                _pumping = false;
                return null;
            }
            var news = new LiveNews(_connected, _waiting);
            _waiting = [];
            _told = _connected;
            return news;
        }
    }
}
