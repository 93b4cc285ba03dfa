namespace Platform.Core.Journal;

/// <summary>
/// Where the callers of one process wait for turns without a connection each: those of one sweep one behind the other, and only so many of those in front at once
/// that the pool has connections left for what is done in a turn.
/// </summary>
internal sealed class TurnLines(int mostAtOnce) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _atOnce = new(mostAtOnce);

    /// <summary>Waits to be in front; dispose the result to let the next one in. Null if that took longer than the patience.</summary>
    public async Task<IDisposable?> EnterAsync(string id, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var line = Join(id);
        var (first, inside) = (false, false);
        try
        {
            first = await line.First.WaitAsync(patience, cancellation);
            var left = patience - time.GetElapsedTime(began);
            inside = first && await _atOnce.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
            return inside ? new Place(this, id, line) : null;
        }
        finally
        {
            if (!inside)
                Leave(id, line, first);
        }
    }

    public void Dispose()
    {
        _atOnce.Dispose();
        foreach (var line in _lines.Values)
            line.First.Dispose();
    }

    private Line Join(string id)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(id, out var line))
                _lines.Add(id, line = new Line());
            line.Callers++;
            return line;
        }
    }

    private void Leave(string id, Line line, bool first)
    {
        lock (_lock)
        {
            if (first)
                line.First.Release();
            if (--line.Callers > 0)
                return;
            _lines.Remove(id);
            line.First.Dispose();
        }
    }

    private sealed class Line
    {
        public SemaphoreSlim First { get; } = new(1);

        public int Callers { get; set; }
    }

    private sealed class Place(TurnLines lines, string id, Line line) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 1)
                return;
            lines._atOnce.Release();
            lines.Leave(id, line, first: true);
        }
    }
}
