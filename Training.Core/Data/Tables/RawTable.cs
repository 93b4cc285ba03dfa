using System.Globalization;

namespace Training.Core.Data.Tables;

/// <summary>The cells of one or two files, and where each row stands in them.</summary>
internal sealed class RawTable(string dataset, IReadOnlyList<RawColumn> columns)
{
    private readonly List<(string File, int FirstRow)> _files = [];
    private readonly List<int> _records = [];

    public string Dataset => dataset;

    public IReadOnlyList<RawColumn> Columns => columns;

    public int Rows => _records.Count;

    /// <summary>From here on rows come from another file.</summary>
    public void Begin(string file) => _files.Add((file, Rows));

    /// <summary>Adds the place of a row whose cells were added to the columns.</summary>
    /// <param name="record">1-based, the header counted, as spreadsheets show it.</param>
    public void Add(int record) => _records.Add(record);

    /// <summary>What to say about a value that is not of its column's kind.</summary>
    public DatasetException Wrong(RawColumn column, int code, string expected, string remedy) =>
        At(column.Codes.IndexOf(code), $"column {column.Name}: \"{Shorten(column.Texts[code])}\" is not {expected}. {remedy}");

    /// <summary>What to say about the first row without a value in a column that needs one.</summary>
    public DatasetException Missing(RawColumn column, string remedy) => At(column.Codes.IndexOf(-1), $"column {column.Name} has no value. {remedy}");

    /// <summary>
    /// What to say where rows do not follow each other in time: the first row whose date is before an earlier one's. Null where they do, and where
    /// nothing tells: a table without dates, or with a column of dates that never fall, which is the time whatever others hold.
    /// </summary>
    /// <param name="read">The columns of this table that are used.</param>
    /// <param name="rows">How many are looked at, from the first.</param>
    /// <param name="remedy">A sentence or two.</param>
    public DatasetException? Unordered(IReadOnlyList<TableColumn> read, int rows, string remedy)
    {
        var falls = read.Where(column => column.Kind == ColumnKind.Date).Select(column => (column.Name, Row: FirstFall(column.Numbers[..rows]))).ToArray();
        if (falls.Length == 0 || Array.Exists(falls, fall => fall.Row < 0))
            return null;
        var column = columns.Single(candidate => candidate.Name == falls[0].Name);
        return At(falls[0].Row, $"column {column.Name}: {Shorten(column.Texts[column.Codes[falls[0].Row]])} is before the row above it. {remedy}");
    }

    /// <summary>An error of a file, with the data set's and the file's name before it.</summary>
    public static DatasetException Refuse(string dataset, string file, string problem, Exception? inner = null) =>
        new(dataset, file, $"'{dataset}', {Path.GetFileName(file)}: {problem}", inner);

    private static int FirstFall(ReadOnlySpan<double> dates)
    {
        var last = double.NegativeInfinity;
        for (var row = 0; row < dates.Length; row++)
        {
            if (dates[row] < last)
                return row;
            last = double.IsNaN(dates[row]) ? last : dates[row];
        }

        return -1;
    }

    private DatasetException At(int row, string problem)
    {
        var file = _files.Last(candidate => candidate.FirstRow <= row).File;
        return Refuse(dataset, file, string.Create(CultureInfo.InvariantCulture, $"row {_records[row]:#,0}, {problem}"));
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
