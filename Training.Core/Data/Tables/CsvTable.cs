using System.Globalization;
using System.Text;

namespace Training.Core.Data.Tables;

/// <summary>Reads comma-separated files (RFC 4180, UTF-8) whose size is bounded by <see cref="TableLimits"/>.</summary>
internal static class CsvTable
{
    /// <summary>The training file, then the test file if there is one, as one table.</summary>
    /// <param name="manifest">What to read.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="testStart">The first row of the test file; the number of rows when there is none.</param>
    /// <exception cref="DatasetException">A file is missing, too large or broken; the message names file, row and column.</exception>
    public static RawTable Read(TableManifest manifest, string folder, out int testStart)
    {
        var table = ReadFile(manifest, Path.Combine(folder, manifest.TrainFile), table: null);
        testStart = table.Rows;
        if (manifest.TestFile is { } test)
            ReadFile(manifest, Path.Combine(folder, test), table);
        return table;
    }

    private static RawTable ReadFile(TableManifest manifest, string file, RawTable? table)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
            if (stream.Length > TableLimits.FileBytes)
                throw RawTable.Refuse(manifest.Name, file, $"has {stream.Length} bytes, more than {TableLimits.FileBytes} allowed. Use fewer rows or columns.");
            using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Read(manifest, file, new CsvRows(reader, manifest.Separator), table);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw RawTable.Refuse(manifest.Name, file, $"is not there. Put it into {Path.GetDirectoryName(Path.GetFullPath(file))}.", e);
        }
    }

    private static RawTable Read(TableManifest manifest, string file, CsvRows rows, RawTable? table)
    {
        var missing = manifest.Missing.ToHashSet(StringComparer.Ordinal);
        if (!Next(manifest, file, rows))
            throw RawTable.Refuse(manifest.Name, file, "is empty. Give a file with at least two rows.");
        var header = manifest.Header ?? LooksLikeHeader(rows, missing);
        var names = Names(manifest, file, rows, header);
        table ??= new RawTable(manifest.Name, [.. names.Select(name => new RawColumn(name))]);
        if (!names.SequenceEqual(table.Columns.Select(column => column.Name)))
            throw RawTable.Refuse(manifest.Name, file, $"has the columns {string.Join(", ", names)}, but the training file has {string.Join(", ", table.Columns.Select(column => column.Name))}. Give both files the same columns.");
        table.Begin(file);
        if (!header)
            AddRow(manifest, file, rows, table, missing);
        while (Next(manifest, file, rows))
            AddRow(manifest, file, rows, table, missing);
        return table;
    }

    private static void AddRow(TableManifest manifest, string file, CsvRows rows, RawTable table, HashSet<string> missing)
    {
        var columns = table.Columns;
        if (rows.Cells.Count != columns.Count)
            throw RawTable.Refuse(manifest.Name, file, string.Create(CultureInfo.InvariantCulture, $"row {rows.Number:#,0} has {rows.Cells.Count} cells, but there are {columns.Count} columns. Mend the row, or the separator in {TableManifest.FileName}."));
        if ((table.Rows + 1L) * columns.Count > TableLimits.Cells)
            throw RawTable.Refuse(manifest.Name, file, $"has more than {TableLimits.Cells} cells. Use fewer rows or columns.");
        for (var c = 0; c < columns.Count; c++)
        {
            var text = rows.Cells[c];
            var cut = columns[c].Name == manifest.Target && manifest.TargetSuffix.Length > 0 && text.EndsWith(manifest.TargetSuffix, StringComparison.Ordinal)
                ? text[..^manifest.TargetSuffix.Length]
                : text;
            columns[c].Add(cut.Length == 0 || missing.Contains(cut) ? null : cut);
        }

        table.Add(rows.Number);
    }

    private static bool Next(TableManifest manifest, string file, CsvRows rows)
    {
        try
        {
            return rows.Read();
        }
        catch (FormatException e)
        {
            throw RawTable.Refuse(manifest.Name, file, string.Create(CultureInfo.InvariantCulture, $"row {rows.Number:#,0} {e.Message}"), e);
        }
        catch (DecoderFallbackException e)
        {
            throw RawTable.Refuse(manifest.Name, file, string.Create(CultureInfo.InvariantCulture, $"holds bytes after row {rows.Number:#,0} that are not UTF-8. Save the file as UTF-8."), e);
        }
    }

    private static string[] Names(TableManifest manifest, string file, CsvRows rows, bool header)
    {
        string[] names = header
            ? [.. rows.Cells]
            : manifest.Columns.Count > 0 ? [.. manifest.Columns] : [.. Enumerable.Range(1, rows.Cells.Count).Select(c => $"column_{c}")];
        if (names.Length != rows.Cells.Count)
            throw RawTable.Refuse(manifest.Name, file, $"has {rows.Cells.Count} columns, but {names.Length} names are given for them. Name each column once.");
        if (Array.FindIndex(names, string.IsNullOrWhiteSpace) is var empty and >= 0)
            throw RawTable.Refuse(manifest.Name, file, $"has no name for column {empty + 1}. Name it in the first row.");
        return names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw RawTable.Refuse(manifest.Name, file, $"has two columns named '{twice.Key}'. Rename one.")
            : names;
    }

    private static bool LooksLikeHeader(CsvRows rows, HashSet<string> missing) =>
        rows.Cells.All(cell => cell.Length > 0 && !missing.Contains(cell) && ColumnInference.Number(cell) is null && ColumnInference.Date(cell) is null);
}
