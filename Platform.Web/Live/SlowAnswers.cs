using Platform.Web.Api;

namespace Platform.Web.Live;

/// <summary>
/// Computes answers that take long, one after the other on threads of their own, and keeps the last ones: they follow from the journal, the
/// checkpoints and the data, so losing one costs time only. What nobody asks for during 30 s is not begun, or ended. Thread-safe.
/// </summary>
/// <param name="what">What is computed, for messages, such as <c>searches for wrong labels</c>.</param>
/// <param name="time">Tells how long nobody has asked.</param>
/// <param name="logger">Told of failures.</param>
public sealed class SlowAnswers<T>(string what, TimeProvider time, ILogger logger) : IDisposable
    where T : class
{
    private const int MostKept = 16;

    // A page asks every 3 s; who has not asked for so long has left.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // From its first telling, so that everybody who waits is told; who asks later has mended it.
    private static readonly TimeSpan FailureKept = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new(); // of the entries and what is in them
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>How far the answer is; begins it the first time, and again some seconds after a failure was told.</summary>
    /// <param name="key">Equal for equal answers.</param>
    /// <param name="work">
    /// Computes it on a thread of its own: is given what to tell the share to that is done, 0 to 1, and what is cancelled when nobody asks for it any
    /// more or the server ends.
    /// </param>
    /// <exception cref="ServiceUnavailableException">Too many wait already.</exception>
    public SlowAnswer<T> Ask(string key, Func<Action<double>, CancellationToken, T> work)
    {
        Entry begun;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_entries.TryGetValue(key, out var known) && !(known.Told is { } told && time.GetElapsedTime(told) > FailureKept))
            {
                known.Asked = now;
                if (known.Answer.Failure is not null)
                    known.Told ??= now;
                return known.Answer;
            }

            _entries.Remove(key);
            MakeRoom();
            begun = new Entry(key, now, _stopping.Token);
            _entries.Add(key, begun);
        }

        _ = Task.Run(() => RunAsync(begun, work), CancellationToken.None); // not in the context of the page that asks
        return new SlowAnswer<T>(Progress: 0);
    }

    public void Dispose() => _stopping.Cancel(); // a thread may still wait for its turn

    // Under the gate. First what nobody waits for, then the one answer or failure that was not asked for the longest.
    private void MakeRoom()
    {
        if (_entries.Count < MostKept)
            return;
        foreach (var left in _entries.Values.Where(entry => !entry.IsDone && IsLeft(entry)).ToArray())
            Forget(left);
        if (_entries.Count < MostKept)
            return;
        if (_entries.Values.Where(entry => entry.IsDone).MinBy(entry => entry.Asked) is not { } oldest)
            throw new ServiceUnavailableException($"{MostKept} {what} wait already; come back later.", TimeSpan.FromSeconds(10));
        _entries.Remove(oldest.Key);
    }

    private async Task RunAsync(Entry entry, Func<Action<double>, CancellationToken, T> work)
    {
        SlowAnswer<T>? answer = null;
        try
        {
            await _turn.WaitAsync(entry.Stop);
            try
            {
                var found = await Task.Factory.StartNew(() => Compute(entry, work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                answer = new SlowAnswer<T>(1, found);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (entry.Stop.IsCancellationRequested)
        {
            logger.LogDebug("Of the {What} {Key} ends: nobody asks for it any more, or the server ends.", what, entry.Key);
        }
        catch (Exception error)
        {
            answer = new SlowAnswer<T>(1, Failure: error);
            if (answer.IsForeseen)
                logger.LogWarning("Of the {What} {Key} failed: {Message}", what, entry.Key, error.Message);
            else
                logger.LogError(error, "Of the {What} {Key} failed", what, entry.Key);
        }

        End(entry, answer);
    }

    private T Compute(Entry entry, Func<Action<double>, CancellationToken, T> work)
    {
        Tell(entry, 0);
        return work(share => Tell(entry, share), entry.Stop);
    }

    private void Tell(Entry entry, double share)
    {
        lock (_gate)
        {
            if (IsLeft(entry))
                Forget(entry);
            entry.Answer = new SlowAnswer<T>(Math.Min(share, 0.99));
        }

        entry.Stop.ThrowIfCancellationRequested();
    }

    private void End(Entry entry, SlowAnswer<T>? answer)
    {
        lock (_gate)
        {
            if (answer is null)
                Remove(entry);
            else
                entry.Answer = answer;
            entry.Dispose();
        }
    }

    private bool IsLeft(Entry entry) => time.GetElapsedTime(entry.Asked) > Patience;

    // Under the gate, and only before its end.
    private void Forget(Entry entry)
    {
        Remove(entry);
        entry.Cancel();
    }

    // Its key may be another's by now.
    private void Remove(Entry entry)
    {
        if (_entries.TryGetValue(entry.Key, out var kept) && ReferenceEquals(kept, entry))
            _entries.Remove(entry.Key);
    }

    /// <summary>An answer that was asked for.</summary>
    private sealed class Entry : IDisposable
    {
        private readonly CancellationTokenSource _stopping;

        public Entry(string key, long asked, CancellationToken server)
        {
            (Key, Asked) = (key, asked);
            _stopping = CancellationTokenSource.CreateLinkedTokenSource(server);
            Stop = _stopping.Token;
        }

        public string Key { get; }

        public CancellationToken Stop { get; }

        public SlowAnswer<T> Answer { get; set; } = new(0);

        /// <summary>When somebody asked for it last.</summary>
        public long Asked { get; set; }

        /// <summary>When its failure was told first; null before.</summary>
        public long? Told { get; set; }

        public bool IsDone => Answer.Answer is not null || Answer.Failure is not null;

        public void Cancel() => _ = _stopping.CancelAsync(); // what waits for it goes on elsewhere, not under the gate

        public void Dispose() => _stopping.Dispose();
    }
}
