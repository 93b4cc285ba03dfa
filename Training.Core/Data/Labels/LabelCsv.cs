using System.Globalization;
using Training.Core.Data.Tables;

namespace Training.Core.Data.Labels;

/// <summary>
/// Labels from a comma-separated text: a header with <c>row</c>, <c>label</c> and, where rows of the test part are among them, <c>part</c>
/// (train or test), then a line a row. Row numbers count from 0 within their part.
/// </summary>
public static class LabelCsv
{
    private static readonly string[] Known = ["part", "row", "label"];

    /// <summary>Reads the rows; whether they fit a data set is not checked here.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="most">More rows are refused.</param>
    /// <exception cref="LabelException">The text is broken; the message names line, column and value.</exception>
    public static IReadOnlyList<LabelCorrection> Read(string text, int most)
    {
        using var reader = new StringReader(text);
        var rows = new CsvRows(reader, ',');
        var columns = Header(rows);
        var corrections = new List<LabelCorrection>();
        while (Next(rows))
        {
            if (rows.Cells.Count != columns.Length)
                throw Wrong(rows, $"has {rows.Cells.Count} cells, but the header has {columns.Length}. Give a cell for each column.");
            if (corrections.Count == most)
                throw Wrong(rows, string.Create(CultureInfo.InvariantCulture, $"is one too many: at most {most:#,0} rows fit into one file. Send several files."));
            corrections.Add(new(Part(rows, columns), Row(rows, columns), Label(rows, columns)));
        }

        return corrections;
    }

    private static string[] Header(CsvRows rows)
    {
        if (!Next(rows))
            throw new LabelException(null, "line 1: the file is empty. Begin with the header part,row,label.");
        string[] columns = [.. rows.Cells.Select(cell => cell.ToLowerInvariant())];
        if (columns.FirstOrDefault(name => !Known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw Wrong(rows, $"has the column '{unknown}'. Begin with the header part,row,label; part may be left out.");
        return !columns.Contains("row") || !columns.Contains("label") || columns.Distinct(StringComparer.Ordinal).Count() < columns.Length
            ? throw Wrong(rows, "does not name the columns row and label once each. Begin with the header part,row,label; part may be left out.")
            : columns;
    }

    private static bool Next(CsvRows rows)
    {
        try
        {
            return rows.Read();
        }
        catch (FormatException broken)
        {
            throw Wrong(rows, broken.Message);
        }
    }

    private static DataPart Part(CsvRows rows, string[] columns) => Cell(rows, columns, "part") switch
    {
        null or "train" => DataPart.Train,
        "test" => DataPart.Test,
        var other => throw Wrong(rows, $"column part: '{other}' is not a part. Give train or test."),
    };

    private static int Row(CsvRows rows, string[] columns) =>
        int.TryParse(Cell(rows, columns, "row"), NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            ? row
            : throw Wrong(rows, $"column row: '{Cell(rows, columns, "row")}' is not a row number. Give a whole number from 0.");

    private static string Label(CsvRows rows, string[] columns) =>
        Cell(rows, columns, "label") is { Length: > 0 } label ? label : throw Wrong(rows, "column label: has no value. Give the row's class or number.");

    private static string? Cell(CsvRows rows, string[] columns, string name) => Array.IndexOf(columns, name) is var at and >= 0 ? rows.Cells[at] : null;

    private static LabelException Wrong(CsvRows rows, string problem) => new(null, string.Create(CultureInfo.InvariantCulture, $"line {rows.Number:#,0}: {problem}"));
}
