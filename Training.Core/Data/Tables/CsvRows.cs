using System.Text;

namespace Training.Core.Data.Tables;

/// <summary>
/// Reads comma-separated rows one after the other (RFC 4180): cells may be quoted, a quote inside is doubled, and then hold separators and line
/// ends. Spaces around a cell are cut, blank lines skipped but counted.
/// </summary>
internal sealed class CsvRows(TextReader reader, char separator)
{
    private readonly StringBuilder _cell = new();
    private readonly List<string> _cells = [];
    private readonly char[] _buffer = new char[1 << 16];
    private int _at;
    private int _filled;

    /// <summary>The number of the row read last, 1-based, blank lines and a header counted: the line of a file without line ends in cells.</summary>
    public int Number { get; private set; }

    /// <summary>The cells of the row read last; the list is used again for the next.</summary>
    public IReadOnlyList<string> Cells => _cells;

    /// <summary>Reads the next row that is not blank; false at the end.</summary>
    /// <exception cref="FormatException">The row breaks the rules or a limit; a sentence that says how.</exception>
    public bool Read()
    {
        do
        {
            if (Peek() < 0)
                return false;
            Number++;
            _cells.Clear();
            while (ReadCell())
            {
            }
        }
        while (_cells is [""]);
        return true;
    }

    // True when another cell of the row follows.
    private bool ReadCell()
    {
        _cell.Clear();
        while (Peek() is ' ' or '\t' && Peek() != separator)
            _at++;
        var quoted = Peek() == '"';
        if (quoted)
            ReadQuoted();
        while (true)
        {
            var next = Take();
            if (next == separator || next is '\n' or '\r' or -1)
            {
                if (next == '\r' && Peek() == '\n')
                    _at++;
                _cells.Add(quoted ? _cell.ToString() : _cell.ToString().TrimEnd());
                if (_cells.Count > TableLimits.Columns)
                    throw new FormatException($"has more than {TableLimits.Columns} cells. Use fewer columns, or mend the separator.");
                return next == separator;
            }

            if (!quoted)
                Append((char)next);
            else if (next is not (' ' or '\t'))
                throw new FormatException($"has '{(char)next}' after the closing quote of cell {_cells.Count + 1}. Double the quotes inside a quoted cell.");
        }
    }

    private void ReadQuoted()
    {
        _at++;
        while (true)
        {
            var next = Take();
            if (next < 0)
                throw new FormatException($"has a quote in cell {_cells.Count + 1} that is never closed. Close it.");
            if (next == '"')
            {
                if (Peek() != '"')
                    return;
                _at++;
            }

            Append((char)next);
        }
    }

    private void Append(char next)
    {
        if (_cell.Length == TableLimits.CellLength)
            throw new FormatException($"has more than {TableLimits.CellLength} characters in cell {_cells.Count + 1}. Shorten it; a quote that is never closed looks so, too.");
        _cell.Append(next);
    }

    private int Take()
    {
        var next = Peek();
        _at++;
        return next;
    }

    private int Peek()
    {
        if (_at < _filled)
            return _buffer[_at];
        _filled = reader.Read(_buffer);
        _at = 0;
        return _filled > 0 ? _buffer[0] : -1;
    }
}
