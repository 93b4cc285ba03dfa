using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Core;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>A series as people paste it from a table: a line a step, oldest first, cells separated by commas, semicolons or tabs, with or without a line of names. What is in quotes is one cell, as in CSV.</summary>
internal static class SeriesCsv
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>The document that <c>/predict</c> takes. With names, other columns such as a date are left out and the order does not matter; without, the cells are the model's columns.</summary>
    /// <exception cref="InvalidInputException">A cell is no number, a column is missing, or a line has another number of cells; names the line.</exception>
    public static byte[] ToBody(string text, SeriesSignature series)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(series);
        var lines = text.Split('\n').Select((line, i) => (Number: i + 1, Text: line.TrimEnd('\r'))).Where(line => !string.IsNullOrWhiteSpace(line.Text)).ToArray();
        if (lines.Length == 0)
            throw new InvalidInputException("series", $"is empty; paste at least {series.Length} lines with {string.Join(", ", series.Columns.Take(20))}.");
        var separator = Array.Find(Separators, candidate => Split(lines[0].Text, candidate).Length > 1);
        var first = Cells(lines[0].Text);
        var places = series.Columns.Select(column => Array.IndexOf(first, column)).ToArray();
        var named = Array.Exists(places, place => place >= 0) || Array.Exists(first, cell => cell.Length > 0 && Number(cell) is null);
        if (named && Array.IndexOf(places, -1) is var missing and >= 0)
            throw new InvalidInputException("series", $"has no column '{series.Columns[missing]}' in its first line. Needed are {string.Join(", ", series.Columns)}; others are left out.");
        if (!named)
            places = [.. Enumerable.Range(0, series.Columns.Count)];
        return JsonSerializer.SerializeToUtf8Bytes(new { inputs = new[] { lines.Skip(named ? 1 : 0).Select(line => Step(line.Number, Cells(line.Text))).ToArray() } });

        string[] Cells(string line) => Split(line, separator);

        double?[] Step(int line, string[] cells)
        {
            if (cells.Length != (named ? first.Length : series.Columns.Count))
                throw new InvalidInputException("series", string.Create(CultureInfo.InvariantCulture, $"line {line} has {cells.Length} cells; the others have {(named ? first.Length : series.Columns.Count)} ({string.Join(", ", series.Columns.Take(20))})."));
            return [.. places.Select((place, i) => cells[place].Length == 0 ? (double?)null : Number(cells[place])
                ?? throw new InvalidInputException("series", string.Create(CultureInfo.InvariantCulture, $"line {line}, {series.Columns[i]}: '{(cells[place].Length <= 40 ? cells[place] : cells[place][..40])}' is no number; leave the cell empty if it is missing.")))];
        }
    }

    /// <summary>Steps as lines of text below their names.</summary>
    public static string Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<double>> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var text = new StringBuilder().AppendJoin(',', columns.Select(Quoted)).Append('\n');
        foreach (var step in steps)
            text.AppendJoin(',', step.Select(value => value.ToString("G7", CultureInfo.InvariantCulture))).Append('\n');
        return text.ToString();
    }

    private static string Quoted(string name) => name.AsSpan().IndexOfAny(",;\t\"") < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // The cells of a line, without the spaces around them. A quote begins a quoted cell only at its start; a doubled one within is one.
    private static string[] Split(string line, char separator)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"' && (quoted || string.IsNullOrWhiteSpace(cell.ToString())))
                quoted = !quoted;
            else if (line[i] == separator && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
                cell.Append(line[i]);
        }
        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }

    private static double? Number(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
