using System.Globalization;

namespace Platform.Client.Delivery;

/// <summary>
/// The entries of one run that the server has not got yet, in a file: a line each, and beside it how many bytes have been delivered.
/// A line without its end, left by a crash, is not read. One process at a time: a lock file says whose it is. Not thread-safe.
/// </summary>
internal sealed class Spool : IDisposable
{
    private readonly string _entries, _place, _copies;
    private readonly long _limit;
    private readonly FileStream _lock;
    private FileStream? _file;
    private long _delivered;

    private Spool(string folder, string runId, long limit, FileStream @lock)
    {
        (_entries, _place, _copies) = (Path.Combine(folder, $"{runId}.jsonl"), Path.Combine(folder, $"{runId}.at"), Path.Combine(folder, $"{runId}.files"));
        (RunId, _limit, _lock) = (runId, limit, @lock);
        if (!File.Exists(_entries))
            return;
        _file = Open();
        _delivered = File.Exists(_place) && long.TryParse(File.ReadAllText(_place), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? Math.Min(at, _file.Length) : 0;
        Bytes = _file.Length - _delivered;
    }

    public string RunId { get; }

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => Bytes == 0;

    /// <summary>What waits.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a run's spool, with what an earlier process left in it; null while another process has it.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Spool? TryOpen(string folder, string runId, long limit)
    {
        Directory.CreateDirectory(folder);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(folder, $"{runId}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(Path.Combine(folder, $"{runId}.lock")))
        {
            return null;
        }
        return new Spool(folder, runId, limit, held);
    }

    /// <summary>Runs that have entries waiting in a folder.</summary>
    public static IEnumerable<string> Waiting(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal) : [];

    /// <summary>Adds an entry behind those that wait; false when there is no room.</summary>
    /// <exception cref="IOException">The disk cannot be written.</exception>
    public bool TryAppend(Entry entry)
    {
        if (entry is ArtifactEntry { Owned: false } artifact)
        {
            if (Bytes + new FileInfo(artifact.File).Length > _limit)
                return false;
            entry = Copied(artifact); // the program may change its file before the server is back
        }
        byte[] line = [.. EntryJson.Write(entry), (byte)'\n'];
        if (Bytes + line.Length > _limit)
            return false;
        _file ??= Open();
        _file.Seek(0, SeekOrigin.End);
        _file.Write(line);
        _file.Flush(flushToDisk: true);
        Bytes += line.Length;
        return true;
    }

    /// <summary>The entry at the head, and how many bytes it takes; null when nothing waits. Damaged lines are passed over.</summary>
    public (Entry Entry, int Length)? Peek()
    {
        while (!IsEmpty && ReadLine() is { } line)
        {
            if (EntryJson.TryRead(line.AsSpan(0, line.Length - 1)) is { } entry)
                return (entry, line.Length);
            Delivered(line.Length);
        }
        if (!IsEmpty)
            Clear(); // the rest is a line that a crash cut off
        return null;
    }

    /// <summary>The entry at the head is the server's now.</summary>
    public void Delivered(int length)
    {
        _delivered += length;
        Bytes -= length;
        if (IsEmpty)
        {
            Clear();
            return;
        }
        var partial = _place + ".new";
        File.WriteAllText(partial, _delivered.ToString(CultureInfo.InvariantCulture));
        File.Move(partial, _place, overwrite: true);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    private FileStream Open() => new(_entries, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

    private ArtifactEntry Copied(ArtifactEntry artifact)
    {
        Directory.CreateDirectory(_copies);
        var copy = Path.Combine(_copies, Guid.NewGuid().ToString("N"));
        File.Copy(artifact.File, copy);
        return artifact with { File = copy, Owned = true };
    }

    private byte[]? ReadLine()
    {
        _file!.Seek(_delivered, SeekOrigin.Begin);
        using var line = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = _file.Read(buffer)) > 0)
        {
            var end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            line.Write(buffer, 0, end < 0 ? read : end + 1);
            if (end >= 0)
                return line.ToArray();
        }
        return null;
    }

    private void Clear()
    {
        _file?.Dispose();
        _file = null;
        (_delivered, Bytes) = (0, 0);
        File.Delete(_entries);
        File.Delete(_place);
        if (Directory.Exists(_copies))
            Directory.Delete(_copies, recursive: true);
    }
}
