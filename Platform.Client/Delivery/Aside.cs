namespace Platform.Client.Delivery;

/// <summary>Uploads of one run that the server answers and does not take, such as a file that is too large for a proxy: everything else goes before them. Not thread-safe.</summary>
internal sealed class Aside
{
    private readonly HashSet<Entry> _entries = [];
    private int _failed; // attempts at the upload at the head that is not set aside yet

    public int Count => _entries.Count;

    public bool Has(Entry entry) => _entries.Contains(entry);

    /// <summary>Whether something waits that is not set aside.</summary>
    public bool OthersWait(Spool spool) => spool.Heads().Any(head => !_entries.Contains(head.Entry));

    /// <summary>An upload was not taken, and the server is there; true once it is set aside by that: at once if another one is already, since what stands between does not take such.</summary>
    public bool Failed(Entry entry, int tries)
    {
        if (PathOf(entry) is null || Has(entry) || ++_failed < (_entries.Count > 0 ? 1 : tries))
            return false;
        _failed = 0;
        return _entries.Add(entry);
    }

    /// <summary>The entry does not wait any more.</summary>
    public void Delivered(Entry entry)
    {
        _failed = 0;
        _entries.Remove(entry);
    }

    /// <summary>Where an upload goes in the run; null for what is none.</summary>
    public static string? PathOf(Entry entry) => entry switch { ArtifactEntry artifact => artifact.Path, TextEntry text => text.Path, _ => null };
}
