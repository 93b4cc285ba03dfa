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

    /// <summary>An error of a file, with the data set's and the file's name before it.</summary>
    public static DatasetException Refuse(string dataset, string file, string problem, Exception? inner = null) =>
        new(dataset, file, $"'{dataset}', {Path.GetFileName(file)}: {problem}", inner);

    private DatasetException At(int row, string problem)
    {
        var file = _files.Last(candidate => candidate.FirstRow <= row).File;
        return Refuse(dataset, file, string.Create(CultureInfo.InvariantCulture, $"row {_records[row]:#,0}, {problem}"));
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
