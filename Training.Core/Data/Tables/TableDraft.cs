using System.Globalization;
using System.Text;

namespace Training.Core.Data.Tables;

/// <summary>
/// A comma-separated file that is to become a data set: its columns, and every row that would be refused, at once instead of one after
/// the other. Nothing is written before <see cref="TableDraftFolder"/> does. Immutable once read.
/// </summary>
public sealed class TableDraft
{
    /// <summary>Most bytes of a file that is taken this way: it is held in memory. Larger ones are put into the data folder by hand.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    // The usual ones, and what spreadsheets and people write.
    internal static readonly string[] Missing = [.. new TableManifest("", "", TableTask.Regression).Missing, "n/a", "#N/A"];

    private const int FirstRows = 5;
    private const string Separators = ",;\t|";

    private readonly byte[] _content;
    private readonly RawTable _table;
    private readonly List<int> _numbers = []; // of the rows of the table, in the file
    private readonly List<RowFlaw> _uneven = [];
    private readonly List<IReadOnlyList<string>> _first = [];
    private readonly Dictionary<int, string> _commas; // of columns of numbers with a decimal comma one of these

    private TableDraft(byte[] content, string file)
    {
        _content = content;
        File = file;
        Separator = SeparatorOf(content);
        var missing = Missing.ToHashSet(StringComparer.Ordinal);
        using var reader = Reader(content);
        var rows = new CsvRows(reader, Separator);
        try
        {
            if (!rows.Read())
                throw Refuse("is empty. Give a file with a row of names and at least three rows of values.");
            HasHeader = LooksLikeNames(rows.Cells, missing);
            _table = new RawTable(file, [.. NamesOf(rows.Cells, HasHeader).Select(name => new RawColumn(name))]);
            if (!HasHeader)
                Take(rows, missing);
            while (rows.Read())
                Take(rows, missing);
        }
        catch (FormatException wrong)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"row {rows.Number:#,0} {wrong.Message}"), wrong);
        }
        catch (DecoderFallbackException wrong)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"holds bytes after row {rows.Number:#,0} that are not UTF-8. Save the file as UTF-8."), wrong);
        }
        // Where cells are separated by commas, one in a number may as well group its thousands.
        _commas = _table.Columns.Index().Where(_ => Separator != ',')
            .Select(column => (column.Index, Comma: ColumnInference.DecimalComma(column.Item.Texts.Zip(column.Item.Counts))))
            .Where(column => column.Comma is not null).ToDictionary(column => column.Index, column => column.Comma!);
        foreach (var c in _commas.Keys)
            _table.Columns[c].Respell(ColumnInference.WithPoint);
        Columns = [.. _table.Columns.Select(column => new DraftColumn(column.Name, ColumnInference.Infer(column), column.Texts.Count, column.Codes.Count(-1)))];
    }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>The character between its cells, found in its first row: comma, semicolon, tab or bar.</summary>
    public char Separator { get; }

    /// <summary>Whether its first row holds names.</summary>
    public bool HasHeader { get; }

    /// <summary>Its columns, in its order.</summary>
    public IReadOnlyList<DraftColumn> Columns { get; }

    /// <summary>Columns that look like numbers or dates in a spelling that is not known, with what to do about each: sentences for people.</summary>
    public IReadOnlyList<string> Misread => [.. _table.Columns.Zip(Columns)
        .Where(pair => pair.Second.Kind is ColumnKind.Category or ColumnKind.Text)
        .Select(pair => ColumnInference.Misread(pair.First.Name, pair.First.Texts.Zip(pair.First.Counts))).OfType<string>()];

    /// <summary>Columns of numbers with a decimal comma, which are kept with a point, each with one of them as the file spells it and as it is kept. None where cells are separated by commas.</summary>
    public IReadOnlyList<(string Column, string Comma, string Point)> Commas => [.. _commas.Select(comma => (Columns[comma.Key].Name, comma.Value, ColumnInference.WithPoint(comma.Value)))];

    /// <summary>Its rows, those that cannot be read included, the header not.</summary>
    public int Rows => _table.Rows + _uneven.Count;

    /// <summary>The first rows as the file spells them.</summary>
    public IReadOnlyList<IReadOnlyList<string>> First => _first;

    /// <summary>Reads a file.</summary>
    /// <param name="content">UTF-8, at most <see cref="MostBytes"/>; held, not copied.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="DatasetException">It is no table at all; the message says what to mend.</exception>
    public static TableDraft Read(byte[] content, string file)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MostBytes);
        return new TableDraft(content, file);
    }

    /// <summary>Every row that cannot be learnt from when one column is predicted, in the file's order; missing values of other columns are no flaw.</summary>
    /// <param name="target">The column to predict.</param>
    /// <param name="task">A regression needs a number there.</param>
    /// <param name="ignored">Columns that are kept out, and may hold anything.</param>
    public IReadOnlyList<RowFlaw> Flaws(string target, TableTask task, IReadOnlySet<string> ignored)
    {
        ArgumentNullException.ThrowIfNull(ignored);
        var flaws = _uneven.ToDictionary(flaw => flaw.Row);
        foreach (var (column, known) in _table.Columns.Zip(Columns))
        {
            var predicted = column.Name == target;
            if (!predicted && ignored.Contains(column.Name))
                continue;
            var kind = !predicted ? known.Kind : task == TableTask.Regression ? ColumnKind.Number : ColumnKind.Category;
            var wrong = column.Texts.Select(text => !Fits(kind, text)).ToArray();
            var codes = column.Codes;
            for (var row = 0; row < codes.Length; row++)
            {
                if (codes[row] < 0 ? predicted : wrong[codes[row]])
                    flaws.TryAdd(_numbers[row], new(_numbers[row], codes[row] < 0 ? $"column {column.Name} has no value, so there is nothing to learn" : $"column {column.Name}: \"{Shorten(column.Texts[codes[row]])}\" is not a {(kind == ColumnKind.Date ? "date" : "number")}"));
            }
        }
        return [.. flaws.Values.OrderBy(flaw => flaw.Row)];
    }

    /// <summary>Writes the file without some of its rows, each column named, numbers with a decimal point.</summary>
    /// <param name="target">Stays open.</param>
    /// <param name="leftOut">Numbers of rows, as flaws have them.</param>
    internal void Write(Stream target, IReadOnlySet<int> leftOut)
    {
        using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true);
        Write(writer, Columns.Select(column => column.Name));
        using var reader = Reader(_content);
        var rows = new CsvRows(reader, Separator);
        if (HasHeader)
            rows.Read();
        while (rows.Read())
        {
            if (!leftOut.Contains(rows.Number))
                Write(writer, rows.Cells.Select((cell, c) => _commas.ContainsKey(c) ? ColumnInference.WithPoint(cell) : cell));
        }
    }

    private static void Write(StreamWriter writer, IEnumerable<string> cells) => writer.Write(string.Join(',', cells.Select(Quoted)) + "\n");

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 && cell.Trim() == cell ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void Take(CsvRows rows, HashSet<string> missing)
    {
        if (_first.Count < FirstRows)
            _first.Add([.. rows.Cells]);
        if (rows.Cells.Count != _table.Columns.Count)
        {
            _uneven.Add(new(rows.Number, $"has {rows.Cells.Count} cells, but there are {_table.Columns.Count} columns"));
            return;
        }
        for (var c = 0; c < _table.Columns.Count; c++)
            _table.Columns[c].Add(rows.Cells[c].Length == 0 || missing.Contains(rows.Cells[c]) ? null : rows.Cells[c]);
        _table.Add(rows.Number);
        _numbers.Add(rows.Number);
    }

    // A row without any number or date in it names the columns; some programs leave the name of the row's own number empty.
    private static bool LooksLikeNames(IReadOnlyList<string> cells, HashSet<string> missing) =>
        cells.Any(cell => cell.Length > 0) && cells.All(cell => !missing.Contains(cell) && ColumnInference.Number(cell) is null && ColumnInference.Date(cell) is null);

    private string[] NamesOf(IReadOnlyList<string> cells, bool header)
    {
        string[] names = [.. cells.Select((cell, c) => header && !string.IsNullOrWhiteSpace(cell) ? cell : string.Create(CultureInfo.InvariantCulture, $"column_{c + 1}"))];
        return names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw Refuse($"has two columns named '{twice.Key}'. Rename one.")
            : names;
    }

    private static bool Fits(ColumnKind kind, string text) => kind switch
    {
        ColumnKind.Number => ColumnInference.Number(text) is not null,
        ColumnKind.Date => ColumnInference.Date(text) is not null,
        _ => true,
    };

    private static char SeparatorOf(byte[] content)
    {
        using var reader = Reader(content);
        var line = "";
        try
        {
            while (line is { Length: 0 })
                line = reader.ReadLine();
        }
        catch (DecoderFallbackException)
        {
            return ','; // reading the rows says where
        }
        return Separators.MaxBy(candidate => line?.Count(c => c == candidate) ?? 0); // the first of equals: a comma
    }

    private static StreamReader Reader(byte[] content) => new(new MemoryStream(content, writable: false), new UTF8Encoding(false, throwOnInvalidBytes: true));

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private DatasetException Refuse(string problem, Exception? inner = null) => new(File, File, $"{File} {problem}", inner);
}
