using System.Globalization;

namespace Platform.Client.Delivery;

/// <summary>
/// The entries of one run that the server has not got yet, in a file: a line each, and beside it how many bytes have been delivered. Once these are more than what waits, they are cut off.
/// A line without its end, left by a crash or a full disk, is cut off. One process at a time: a lock file says whose it is. Not thread-safe.
/// </summary>
internal sealed partial class Spool : IDisposable
{
    private readonly string _entries, _place, _copies;
    private readonly long _limit;
    private readonly FileStream? _lock;
    private FileStream? _file;
    private long _delivered;
    private long _end; // of the last whole line
    private bool _ragged; // something lies behind it
    private int _damaged;
    private long _copied; // bytes in _copies
    private readonly Dictionary<string, int> _again = new(StringComparer.Ordinal); // copies that more than one entry has, and how many more
    private long _shortenFrom = FewestDelivered; // delivered bytes from which on the file is shortened

    private Spool(string folder, string runId, long limit, FileStream? @lock)
    {
        (_entries, _place, _copies) = (Path.Combine(folder, $"{runId}.jsonl"), Path.Combine(folder, $"{runId}.at"), Path.Combine(folder, $"{runId}.files"));
        (RunId, _limit, _lock) = (runId, limit, @lock);
        if (@lock is null)
            return;
        File.Delete(Shorter); // of a crash
        if (!File.Exists(_entries))
        {
            File.Delete(_place); // of entries that are gone; those that come now are not delivered
            DeleteCopies(); // of an entry that a crash kept from being written
            return;
        }
        _file = Open();
        _end = EndOfLines(_file);
        _ragged = _end < _file.Length;
        _damaged = _ragged ? 1 : 0;
        _delivered = File.Exists(_place) && long.TryParse(File.ReadAllText(_place), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? Math.Min(at, _end) : 0;
        _copied = Directory.Exists(_copies) ? new DirectoryInfo(_copies).EnumerateFiles().Sum(file => file.Length) : 0;
        if (_copied > 0)
            FindCopiesOfSeveral();
    }

    public string RunId { get; }

    /// <summary>Why there is none, and it takes nothing; null for one that is there.</summary>
    public string? Missing { get; private init; }

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => Bytes == 0;

    /// <summary>What waits, without copied files.</summary>
    public long Bytes => _end - _delivered;

    /// <summary>What has ceased to wait since this was opened: an entry has once this is as large as it and <see cref="Bytes"/> together were after it was added.</summary>
    public long Passed { get; private set; }

    /// <summary>In the place of a spool that cannot be opened.</summary>
    public static Spool Without(string runId, string why) => new("", runId, 0, null) { Missing = why };

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
        try
        {
            return new Spool(folder, runId, limit, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Runs that have entries waiting in a folder, or copies without an entry, which go when their spool is opened.</summary>
    public static IEnumerable<string> Waiting(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.jsonl").Concat(Directory.EnumerateDirectories(folder, "*.files")).Select(path => Path.GetFileNameWithoutExtension(path)).Distinct().Order(StringComparer.Ordinal)
        : [];

    /// <summary>Adds an entry behind those that wait; false when there is no room or the disk refuses. What waits already stays as it is.</summary>
    /// <param name="entry">The file of an artefact is copied: the program may change its own before the server is back. One for which there is no room is sent from where it lies.</param>
    /// <param name="why">It was not added.</param>
    public bool TryAppend(Entry entry, out string? why)
    {
        try
        {
            why = Append(entry);
        }
        catch (Exception error)
        {
            why = error.Message; // of the disk, as a rule; whatever it is, the entry is not there
        }
        return why is null;
    }

    /// <summary>The entry at the head; null when nothing waits. Damaged lines are passed over.</summary>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public Head? Peek()
    {
        while (!IsEmpty)
        {
            var line = ReadLine(_delivered);
            if (EntryJson.TryRead(line.AsSpan(0, line.Length - 1)) is { } entry)
                return new Head(entry, line.Length);
            _damaged++;
            Pass(line.Length);
        }
        if (_file is not null)
            Clear();
        return null;
    }

    /// <summary>The entries that wait, the one at the head first, up to the first damaged line.</summary>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public IEnumerable<Head> Heads()
    {
        for (var from = _delivered; from < _end;)
        {
            var line = ReadLine(from);
            if (EntryJson.TryRead(line.AsSpan(0, line.Length - 1)) is not { } entry)
                yield break;
            yield return new Head(entry, line.Length);
            from += line.Length;
        }
    }

    /// <summary>Puts the entry at the head behind all that wait; false when the disk refuses, and then it stays where it is. A crash in between leaves it in both places.</summary>
    public bool TryMoveBack(Head head)
    {
        try
        {
            var line = ReadLine(_delivered);
            WriteLine(line);
            if (!TryWritePlace(_delivered + head.Length))
            {
                (_end, _ragged) = (_end - line.Length, true); // not in both places
                TryCutOff();
                return false;
            }
            Pass(head.Length);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>How many damaged lines were passed over or cut off since the last call.</summary>
    public int TakeDamaged()
    {
        var damaged = _damaged;
        _damaged = 0;
        return damaged;
    }

    /// <summary>The entry at the head needs no more care.</summary>
    public void Delivered(Head head)
    {
        Pass(head.Length);
        if (head.Entry is not ArtifactEntry { Owned: true } artifact || !File.Exists(artifact.File))
            return;
        if (_again.Remove(artifact.File, out var more))
        {
            if (more > 1)
                _again.Add(artifact.File, more - 1);
            return; // it is a later entry's too
        }
        _copied -= new FileInfo(artifact.File).Length;
        File.Delete(artifact.File); // after the place has moved on: a crash between the two must not miss the file
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lock?.Dispose();
    }

    private string? Append(Entry entry)
    {
        if (Missing is not null)
            return Missing;
        var file = entry is ArtifactEntry { Owned: false } own ? new FileInfo(own.File) : null;
        var copy = new FileInfo(Path.Combine(_copies, Guid.NewGuid().ToString("N")));
        var line = Line(file is null ? entry : ((ArtifactEntry)entry) with { File = copy.FullName, Owned = true });
        if (file is not null && !Fits(line.Length + file.Length))
            (file, line) = (null, Line(entry));
        if (!Fits(line.Length))
            return string.Create(CultureInfo.InvariantCulture, $"it takes at most {_limit} bytes.");
        try
        {
            if (file is not null)
            {
                Directory.CreateDirectory(_copies);
                file.CopyTo(copy.FullName);
            }
            WriteLine(line);
            _copied += file is null ? 0 : copy.Length;
            file = null; // the copy is the entry's from now on
            return null;
        }
        finally
        {
            if (file is not null)
                copy.Delete();
        }
    }

    // An entry that a crash has left in both places as it was moved back.
    private void FindCopiesOfSeveral()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var from = _delivered; from < _end;)
        {
            var line = ReadLine(from);
            if (EntryJson.TryRead(line.AsSpan(0, line.Length - 1)) is ArtifactEntry { Owned: true } artifact && !seen.Add(artifact.File))
                _again[artifact.File] = _again.GetValueOrDefault(artifact.File) + 1;
            from += line.Length;
        }
    }

    private static byte[] Line(Entry entry) => [.. EntryJson.Write(entry), (byte)'\n'];

    private bool Fits(long more) => Bytes + _copied + more <= _limit;

    private void Pass(int length)
    {
        (_delivered, Passed) = (_delivered + length, Passed + length);
        if (IsEmpty)
        {
            Clear();
            return;
        }
        try
        {
            WritePlace(_delivered);
            if (_delivered > Math.Max(_shortenFrom, Bytes))
                Shorten();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The place says where delivery goes on after a crash. Without it some entries are delivered again, which changes nothing.
        }
    }

    private bool TryWritePlace(long place)
    {
        try
        {
            WritePlace(place);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void WritePlace(long place)
    {
        var partial = _place + ".new";
        File.WriteAllText(partial, place.ToString(CultureInfo.InvariantCulture));
        File.Move(partial, _place, overwrite: true);
    }

    private void Clear()
    {
        File.Delete(_place); // first: a place left without its entries would count later ones as delivered
        _file?.SetLength(0); // if they cannot be deleted, later ones are not written over them
        (_delivered, _end, _ragged) = (0, 0, false);
        _file?.Dispose();
        _file = null;
        File.Delete(_entries);
        DeleteCopies();
    }

    private void DeleteCopies()
    {
        if (Directory.Exists(_copies))
            Directory.Delete(_copies, recursive: true);
        _copied = 0;
    }
}
