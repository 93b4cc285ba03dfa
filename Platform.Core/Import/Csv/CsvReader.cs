using System.Globalization;
using System.Text;

namespace Platform.Core.Import.Csv;

/// <summary>
/// Reads a CSV file (RFC 4180, UTF-8) record by record and knows where each begins, so that records can be found again. Quoted fields may hold
/// delimiters, line ends and doubled quotes. Nothing longer than <see cref="MostBytes"/> is held.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    /// <summary>Of a record.</summary>
    public const int MostBytes = 4 << 20;

    private readonly FileStream _stream;
    private readonly byte _delimiter;
    private readonly byte[] _block = new byte[1 << 16];
    private readonly MemoryStream _field = new();
    private readonly string _path;
    private int _at, _filled;
    private long _blockStart;

    /// <param name="path">The file.</param>
    /// <param name="delimiter">Between fields; null finds out: comma, semicolon or tab, whichever the first line has most of.</param>
    public CsvReader(string path, char? delimiter = null)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        Delimiter = delimiter ?? Guess();
        _delimiter = (byte)Delimiter;
    }

    public char Delimiter { get; }

    /// <summary>Where the record that was read last begins, in bytes.</summary>
    public long Start { get; private set; }

    /// <summary>Where the next record begins.</summary>
    public long Position => _blockStart + _at;

    public void Dispose()
    {
        _stream.Dispose();
        _field.Dispose();
    }

    /// <summary>Goes to where a record begins.</summary>
    public void Seek(long start)
    {
        _stream.Seek(start, SeekOrigin.Begin);
        (_blockStart, _at, _filled) = (start, 0, 0);
    }

    /// <summary>Reads a record that is not empty; false at the end.</summary>
    /// <exception cref="ImportException">A record is too long, a quote is not closed, or it is no UTF-8.</exception>
    public bool Read(List<string> fields)
    {
        do
        {
            fields.Clear();
            if (!ReadOne(fields))
                return false;
        }
        while (fields is [""]);
        return true;
    }

    private bool ReadOne(List<string> fields)
    {
        Start = Position;
        if (Start == 0)
            SkipMark();
        var quoted = false;
        var any = false;
        while (true)
        {
            var next = Byte();
            if (next < 0)
            {
                if (quoted)
                    throw Wrong("a quote is not closed");
                if (any)
                    Take(fields);
                return any;
            }
            any = true;
            if (Position - Start > MostBytes)
                throw Wrong($"it has more than {MostBytes} bytes");
            if (quoted)
            {
                if (next != '"')
                    _field.WriteByte((byte)next);
                else if (Peek() == '"')
                    _field.WriteByte((byte)Byte());
                else
                    quoted = false;
            }
            else if (next == '"' && _field.Length == 0)
                quoted = true;
            else if (next == _delimiter)
                Take(fields);
            else if (next == '\n')
            {
                Take(fields);
                return true;
            }
            else if (next != '\r' || Peek() != '\n')
                _field.WriteByte((byte)next);
        }
    }

    private void Take(List<string> fields)
    {
        var bytes = _field.GetBuffer().AsSpan(0, (int)_field.Length);
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            throw Wrong("it is no UTF-8; save the file as UTF-8");
        fields.Add(Encoding.UTF8.GetString(bytes));
        _field.SetLength(0);
    }

    private int Byte() => Fill() ? _block[_at++] : -1;

    private int Peek() => Fill() ? _block[_at] : -1;

    private bool Fill()
    {
        if (_at < _filled)
            return true;
        _blockStart += _filled;
        (_at, _filled) = (0, _stream.Read(_block));
        return _filled > 0;
    }

    private void SkipMark()
    {
        if (Fill() && _block.AsSpan(0, _filled).StartsWith(Encoding.UTF8.Preamble))
            _at = Encoding.UTF8.Preamble.Length;
    }

    private char Guess()
    {
        Span<byte> line = stackalloc byte[4096];
        line = line[.._stream.ReadAtLeast(line, line.Length, throwOnEndOfStream: false)];
        _stream.Seek(0, SeekOrigin.Begin);
        if (line.IndexOf((byte)'\n') is >= 0 and var end)
            line = line[..end];
        var (best, most) = (',', 0);
        foreach (var candidate in ",;\t")
        {
            if (line.Count((byte)candidate) is var count && count > most)
                (best, most) = (candidate, count);
        }
        return best;
    }

    private ImportException Wrong(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{_path}: the record at byte {Start} cannot be read: {what}."));
}
