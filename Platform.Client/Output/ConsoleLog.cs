using System.Globalization;
using System.Text;
using Platform.Client.Delivery;

namespace Platform.Client.Output;

/// <summary>
/// A run's console output on its way to the server: artefacts <c>console/000001.log</c>, <c>console/000002.log</c> and so on, each what was written since the one before, as it was
/// written. The pauses between them grow with the run, from <see cref="ShortestPause"/> to <see cref="LongestPause"/>. Beyond <see cref="MostCharacters"/> only the end is kept. Thread-safe.
/// </summary>
internal sealed class ConsoleLog : IAsyncDisposable
{
    /// <summary>The folder of the artefacts.</summary>
    public const string Folder = "console";

    /// <summary>Characters of a run that are kept from its beginning on.</summary>
    public const int MostCharacters = 16_000_000;

    /// <summary>Characters of one artefact at most, and of the end of output that is too long.</summary>
    public const int MostOfPart = 250_000;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromSeconds(20);
    private const int Share = 30; // a pause is this part of the run's time so far

    private readonly Action<Entry> _send;
    private readonly TimeProvider _time;
    private readonly int _most;
    private readonly Lock _gate = new();
    private readonly Lock _order = new(); // taken before the gate and held until what was taken is sent
    private readonly StringBuilder _waiting = new();
    private readonly StringBuilder _end = new(); // once there is too much
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _sent;
    private long _leftOut;
    private int _parts;

    /// <param name="send">Told each part in order; must not wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="most">See <see cref="MostCharacters"/>.</param>
    public ConsoleLog(Action<Entry> send, TimeProvider time, int most = MostCharacters)
    {
        (_send, _time, _most) = (send, time, most);
        ConsoleCapture.Add(this);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Takes what was written.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        bool full;
        lock (_gate)
        {
            var fits = (int)Math.Clamp(_most - _sent - _waiting.Length, 0, text.Length);
            _waiting.Append(text[..fits]);
            _end.Append(text[fits..]);
            if (_end.Length > 2 * MostOfPart)
            {
                _leftOut += _end.Length - MostOfPart;
                _end.Remove(0, _end.Length - MostOfPart);
            }
            full = _waiting.Length >= MostOfPart;
        }
        // Who writes never waits for who sends: then the next one sends this too.
        if (!full || !_order.TryEnter())
            return;
        try
        {
            SendWaiting();
        }
        finally
        {
            _order.Exit();
        }
    }

    /// <summary>Sends what waits. Everything that was written before is sent when it returns.</summary>
    public void Flush()
    {
        lock (_order)
            SendWaiting();
    }

    /// <summary>Hears nothing more and sends the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        ConsoleCapture.Remove(this);
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        lock (_gate)
        {
            if (_end.Length > MostOfPart)
            {
                _leftOut += _end.Length - MostOfPart;
                _end.Remove(0, _end.Length - MostOfPart);
            }
            if (_leftOut > 0)
                _waiting.Append(CultureInfo.InvariantCulture, $"\n… {_leftOut:N0} characters are left out here …\n");
            _waiting.Append(_end);
            _end.Clear();
        }
        Flush();
    }

    private async Task RunAsync()
    {
        var began = _time.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            var pause = TimeSpan.FromTicks(Math.Clamp(_time.GetElapsedTime(began).Ticks / Share, ShortestPause.Ticks, LongestPause.Ticks));
            await Task.Delay(pause, _time, _stop.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Flush();
        }
    }

    // Outside of the gate: who is told of a problem meanwhile may write to the console. The caller holds the order.
    private void SendWaiting()
    {
        List<Entry> parts;
        lock (_gate)
            parts = Parts();
        foreach (var part in parts)
            _send(part);
    }

    // What waits, never cut between the halves of a character. The caller holds the gate.
    private List<Entry> Parts()
    {
        var parts = new List<Entry>();
        while (_waiting.Length > 0)
        {
            var length = Math.Min(_waiting.Length, MostOfPart);
            if (length < _waiting.Length && char.IsHighSurrogate(_waiting[length - 1]))
                length--;
            _sent += length;
            parts.Add(new TextEntry(string.Create(CultureInfo.InvariantCulture, $"{Folder}/{++_parts:D6}.log"), _waiting.ToString(0, length)));
            _waiting.Remove(0, length);
        }
        return parts;
    }
}
