namespace Platform.Client.Delivery;

// The file itself: whole lines are written, read, and cut off at its beginning.
internal sealed partial class Spool
{
    private const long FewestDelivered = 1 << 20; // bytes that are worth a new file

    private string Shorter => _entries + ".new";

    // A line is there whole or not at all: what a full disk has taken of it is cut off again, now or before the next one.
    private void WriteLine(byte[] line)
    {
        _file ??= Open();
        CutOff();
        _ragged = true;
        try
        {
            _file.Seek(_end, SeekOrigin.Begin);
            _file.Write(line);
            _file.Flush(flushToDisk: true);
            (_end, _ragged) = (_end + line.Length, false);
        }
        finally
        {
            if (_ragged)
                TryCutOff();
        }
    }

    private void CutOff()
    {
        if (_ragged)
            (_file ??= Open()).SetLength(_end);
        _ragged = false;
    }

    private void TryCutOff()
    {
        try
        {
            CutOff();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Still ragged: the next line is not written before this succeeds, and the next process cuts it off when it opens the file.
        }
    }

    // Without a buffer: a line that a full disk refused must not wait in one.
    private FileStream Open() => new(_entries, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private static long EndOfLines(FileStream file)
    {
        var block = new byte[64 * 1024];
        for (var to = file.Length; to > 0; to -= Math.Min(to, block.Length))
        {
            var from = Math.Max(0, to - block.Length);
            file.Seek(from, SeekOrigin.Begin);
            var part = block.AsSpan(0, (int)(to - from));
            file.ReadExactly(part);
            if (part.LastIndexOf((byte)'\n') is >= 0 and var at)
                return from + at + 1;
        }
        return 0;
    }

    // There is one: everything up to _end is whole lines.
    private byte[] ReadLine(long from)
    {
        (_file ??= Open()).Seek(from, SeekOrigin.Begin);
        using var line = new MemoryStream();
        var buffer = new byte[4 * 1024]; // most lines are short, and many are read at once
        while (true)
        {
            var read = _file.Read(buffer);
            if (read == 0)
                throw new EndOfStreamException($"{_entries} has become shorter.");
            var end = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            line.Write(buffer, 0, end < 0 ? read : end + 1);
            if (end >= 0)
                return line.ToArray();
        }
    }

    // What waits goes into a new file in the old one's place. A crash in between leaves the old file with the place 0: then entries are delivered again, which changes nothing.
    private void Shorten()
    {
        _shortenFrom = 2 * _delivered; // if the disk refuses this, it is not tried again at once
        using (var shorter = new FileStream(Shorter, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            _file!.Seek(_delivered, SeekOrigin.Begin);
            var block = new byte[64 * 1024];
            for (var left = Bytes; left > 0;)
            {
                var read = _file.Read(block.AsSpan(0, (int)Math.Min(left, block.Length)));
                if (read == 0)
                    throw new EndOfStreamException($"{_entries} has become shorter.");
                shorter.Write(block, 0, read);
                left -= read;
            }
            shorter.Flush(flushToDisk: true);
        }
        WritePlace(0);
        _file.Dispose();
        _file = null; // if it cannot be opened again now, it is with the next line
        try
        {
            File.Move(Shorter, _entries, overwrite: true);
            (_end, _delivered, _ragged, _shortenFrom) = (Bytes, 0, false, FewestDelivered);
        }
        finally
        {
            _file = Open();
        }
    }
}
