namespace Platform.Client.Delivery;

/// <summary>Uploads of one run that the server answers and does not take, such as a file that is too large for a proxy: everything else goes before them, and they come again at a pace of their own. Not thread-safe.</summary>
internal sealed class Aside(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30), LongestPause = TimeSpan.FromMinutes(8);
    private readonly HashSet<Entry> _entries = [];
    private int _failed; // attempts at the upload at the head that is not set aside yet
    private TimeSpan _pause, _next = FirstPause; // before one of them is tried again, and after that
    private long _pausedAt; // the clock's timestamp

    public int Count => _entries.Count;

    public bool Has(Entry entry) => _entries.Contains(entry);

    /// <summary>How long one of them is not worth another attempt, whatever else is taken meanwhile: each may be many gigabytes.</summary>
    public TimeSpan Rest => _pause == TimeSpan.Zero ? _pause : TimeSpan.FromTicks(Math.Clamp((_pause - time.GetElapsedTime(_pausedAt)).Ticks, 0, _pause.Ticks));

    /// <summary>They are tried again at once: somebody waits.</summary>
    public void Hurry() => _pause = TimeSpan.Zero;

    /// <summary>Whether something waits that is not set aside.</summary>
    public bool OthersWait(Spool spool) => spool.Heads().Any(head => !_entries.Contains(head.Entry));

    /// <summary>An upload was not taken, and the server is there; true once it is set aside by that: at once if another one is already, since what stands between does not take such.</summary>
    public bool Failed(Entry entry, int tries)
    {
        if (Has(entry))
        {
            Postpone();
            return false;
        }
        if (PathOf(entry) is null || ++_failed < (_entries.Count > 0 ? 1 : tries))
            return false;
        _failed = 0;
        if (_entries.Count == 0)
            Postpone();
        return _entries.Add(entry);
    }

    /// <summary>The entry does not wait any more.</summary>
    public void Delivered(Entry entry)
    {
        _failed = 0;
        if (!_entries.Remove(entry))
            return;
        Hurry(); // the next may be taken too
        if (_entries.Count == 0)
            _next = FirstPause;
    }

    /// <summary>Where an upload goes in the run; null for what is none.</summary>
    public static string? PathOf(Entry entry) => entry switch { ArtifactEntry artifact => artifact.Path, TextEntry text => text.Path, _ => null };

    private void Postpone()
    {
        (_pause, _pausedAt) = (_next, time.GetTimestamp());
        _next = _next * 2 > LongestPause ? LongestPause : _next * 2;
    }
}
