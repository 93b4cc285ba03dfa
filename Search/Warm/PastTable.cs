using System.Globalization;
using System.Text.Json;

namespace Search;

/// <summary>
/// A table of parameter values and results as an earlier study. Two forms, told apart by the first character: JSON lines, one
/// <c>{"params":{"lr":0.01,"arch":"cnn"},"values":[0.2]}</c> each, with <c>"state":"pruned"</c> or <c>"failed"</c> where a trial did not
/// complete; and CSV with a header, one column a parameter, <c>value</c> and, if wanted, <c>state</c>; an empty cell is a parameter that the
/// trial did not have. Columns that are no parameters are passed over. A value that cannot be one of its parameter is refused; one
/// that is merely outside the space leaves its row out later (<see cref="SpaceChange"/>). Cost O(text).
/// </summary>
public static class PastTable
{
    /// <summary>Most rows that are read.</summary>
    public const int MostRows = 100_000;

    private const string ValueColumn = "value", StateColumn = "state";

    /// <summary>Reads a table.</summary>
    /// <param name="name">What reasons call it, such as the file's name.</param>
    /// <param name="text">The table.</param>
    /// <param name="space">The space that gives columns their meaning.</param>
    /// <param name="direction">The sense of the values.</param>
    /// <exception cref="SpaceException">With the row (from 1, the header not counted), the column and the value.</exception>
    public static PastStudy Read(string name, string text, SearchSpace space, StudyDirection direction = StudyDirection.Minimize)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(space);
        var lines = text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !string.IsNullOrWhiteSpace(line)).ToArray();
        if (lines.Length == 0)
            throw new SpaceException(name, "is empty; give a header and rows (CSV), or lines such as {\"params\":{\"lr\":0.01},\"values\":[0.2]}.");
        if (lines.Length > MostRows)
            throw new SpaceException(name, string.Create(CultureInfo.InvariantCulture, $"has more than {MostRows} rows; give its best and newest ones."));
        var rows = lines[0].TrimStart().StartsWith('{') ? JsonRows(name, lines, space) : CsvRows(name, lines, space);
        var sign = direction == StudyDirection.Maximize ? -1 : 1;
        return new PastStudy(name, space, [.. rows.Select((row, i) => new Observation(i, row.Parameters, row.State, row.State == TrialState.Failed ? null : sign * row.Value, []))]);
    }

    private static List<(ParameterSet Parameters, TrialState State, double? Value)> JsonRows(string name, string[] lines, SearchSpace space)
    {
        var rows = new List<(ParameterSet Parameters, TrialState State, double? Value)>(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var row = Row(name, i + 1);
            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(lines[i]);
            }
            catch (JsonException error)
            {
                throw new SpaceException(row, $"is not JSON: {error.Message}");
            }

            using (document)
            {
                var json = document.RootElement;
                if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("params", out var point))
                    throw new SpaceException(row, "has no \"params\"; give a line such as {\"params\":{\"lr\":0.01},\"values\":[0.2]}.");
                var values = SpacePartsReader.Point(point, $"{row}, params").Select(value => KeyValuePair.Create(value.Key, Checked(space, value.Key, value.Value, $"{row}, {value.Key}")));
                var state = State(json.TryGetProperty(StateColumn, out var told) ? told.ToString() : "", $"{row}, {StateColumn}");
                rows.Add((new ParameterSet(values), state, Value(JsonValue(json), state, $"{row}, values")));
            }
        }

        return rows;
    }

    /// <summary>The one number of "values", or "value".</summary>
    private static string JsonValue(JsonElement json)
    {
        if (json.TryGetProperty("values", out var list))
            return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1 ? list[0].GetRawText() : list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 0 ? "" : list.GetRawText();
        return json.TryGetProperty(ValueColumn, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetRawText() : "";
    }

    private static List<(ParameterSet Parameters, TrialState State, double? Value)> CsvRows(string name, string[] lines, SearchSpace space)
    {
        var header = Cells(lines[0], $"{name}, header");
        if (header.Distinct(StringComparer.Ordinal).Count() != header.Count)
            throw new SpaceException($"{name}, header", "names a column twice; give each column a name of its own.");
        if (!header.Contains(ValueColumn, StringComparer.Ordinal))
            throw new SpaceException($"{name}, header", $"has no column '{ValueColumn}' among {string.Join(", ", header)}; name the column of results so.");
        var names = space.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        if (!header.Any(names.Contains))
            throw new SpaceException($"{name}, header", $"names no parameter of the space ({string.Join(", ", names)}); give one column a parameter.");
        var rows = new List<(ParameterSet Parameters, TrialState State, double? Value)>(lines.Length);
        for (var i = 1; i < lines.Length; i++)
        {
            var row = Row(name, i);
            var cells = Cells(lines[i], row);
            if (cells.Count != header.Count)
                throw new SpaceException(row, string.Create(CultureInfo.InvariantCulture, $"has {cells.Count} cells where the header has {header.Count}; give one a column, empty where there is no value."));
            var values = Enumerable.Range(0, cells.Count).Where(c => names.Contains(header[c]) && cells[c].Length > 0)
                .Select(c => KeyValuePair.Create(header[c], Checked(space, header[c], Typed(space, header[c], cells[c]), $"{row}, {header[c]}")));
            var state = State(header.IndexOf(StateColumn) is >= 0 and var at ? cells[at] : "", $"{row}, {StateColumn}");
            rows.Add((new ParameterSet(values), state, Value(cells[header.IndexOf(ValueColumn)], state, $"{row}, {ValueColumn}")));
        }

        return rows;
    }

    /// <summary>The cells of a line; a quoted one may hold commas, and quotes written twice (RFC 4180, without line breaks in cells).</summary>
    private static List<string> Cells(string line, string where)
    {
        var cells = new List<string>();
        for (var at = 0; at <= line.Length;)
        {
            if (at == line.Length || line[at] != '"')
            {
                var end = line.IndexOf(',', at) is >= 0 and var comma ? comma : line.Length;
                cells.Add(line[at..end].Trim());
                at = end + 1;
                continue;
            }

            var close = at + 1;
            while (close < line.Length && (line[close] != '"' || close + 1 < line.Length && line[close + 1] == '"'))
                close += line[close] == '"' ? 2 : 1;
            if (close >= line.Length || close + 1 < line.Length && line[close + 1] != ',')
                throw new SpaceException(where, "has a quote that does not end a cell; write a quote inside a quoted cell twice.");
            cells.Add(line[(at + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal));
            at = close + 2;
        }

        return cells;
    }

    /// <summary>A cell as its parameter means it: the choice that is written so, else a number, true or false, else the text.</summary>
    private static object Typed(SearchSpace space, string column, string cell)
    {
        if (space.Parameters.First(parameter => parameter.Name == column) is ChoiceParameter choices
            && choices.Choices.FirstOrDefault(choice => choice is string text ? text == cell : choice is bool flag ? (flag ? "true" : "false") == cell : Number(cell) == Scalar.Number(choice)) is { } known)
            return known;
        if (long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return Number(cell) is { } number ? number : cell;
    }

    private static object Checked(SearchSpace space, string name, object value, string where) =>
        space.Parameters.FirstOrDefault(parameter => parameter.Name == name) is FloatParameter or IntParameter && Scalar.Number(value) is null
            ? throw new SpaceException(where, $"{Scalar.Show(value)} is not a number; give {space.Parameters.First(parameter => parameter.Name == name).Domain}.")
            : value;

    private static double? Value(string text, TrialState state, string where)
    {
        if (state == TrialState.Failed || (state == TrialState.Pruned && text.Length == 0))
            return null; // whatever a failed training left as its result
        if (Number(text) is { } value)
            return value;
        throw new SpaceException(where, $"'{text}' is not a finite number; give the result, or the state failed.");
    }

    private static TrialState State(string text, string where) => text switch
    {
        "" or "completed" => TrialState.Completed,
        "pruned" => TrialState.Pruned,
        "failed" => TrialState.Failed,
        _ => throw new SpaceException(where, $"'{text}' is not a state; give completed, pruned or failed."),
    };

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static string Row(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}, row {number}");
}
