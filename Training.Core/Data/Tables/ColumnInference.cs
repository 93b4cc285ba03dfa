using System.Globalization;
using System.Text.RegularExpressions;

namespace Training.Core.Data.Tables;

/// <summary>Decides what a column's values are, and reads them.</summary>
internal static partial class ColumnInference
{
    // A column that is numbers but for a few cells is a column of numbers with mistakes in it, which are reported, not swallowed.
    private const double Mostly = 0.9;

    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss",
    ];

    /// <summary>A finite number in the invariant spelling (12, -1.5, 1e-3), or null.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>Days since 1970-01-01 of an ISO 8601 date or time, or null.</summary>
    public static double? Date(string text) =>
        DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? (value - DateTime.UnixEpoch).TotalDays
            : null;

    /// <summary>The kind that most of a column's values are of.</summary>
    public static ColumnKind Infer(RawColumn column)
    {
        var (all, numbers, dates) = (0L, 0L, 0L);
        for (var i = 0; i < column.Texts.Count; i++)
        {
            all += column.Counts[i];
            numbers += Number(column.Texts[i]) is null ? 0 : column.Counts[i];
            dates += Date(column.Texts[i]) is null ? 0 : column.Counts[i];
        }

        if (all == 0 || numbers >= Mostly * all)
            return ColumnKind.Number; // an empty column, too: it is shown as constant
        if (dates >= Mostly * all)
            return ColumnKind.Date;
        return column.Texts.Count > TableLimits.Levels || (column.Texts.Count > 20 && column.Texts.Count > all / 2) ? ColumnKind.Text : ColumnKind.Category;
    }

    /// <summary>What to say of a category or text that looks like numbers or dates in another spelling; null when it does not.</summary>
    /// <param name="name">The column's.</param>
    /// <param name="texts">Its distinct values, with how often each is there.</param>
    public static string? Misread(string name, IEnumerable<(string Text, int Count)> texts)
    {
        var known = texts.ToList();
        var (all, dates, date) = (0L, 0L, "");
        foreach (var (text, count) in known)
        {
            all += count;
            if (OtherDate().IsMatch(text))
                (dates, date) = (dates + count, text);
        }

        return DecimalComma(known) is { } number
            ? $"Column {name} looks like numbers with a comma, such as \"{number}\", and is taken for texts: no model sees them as amounts. Write them with a decimal point, as 1234.5, without separators of thousands."
            : date.Length > 0 && dates >= Mostly * all
                ? $"Column {name} looks like dates, such as \"{date}\", and is taken for texts: no model sees them as times. Write them as 2024-12-31."
                : null;
    }

    /// <summary>A value with a decimal comma of a column of such numbers; null where the column is not one.</summary>
    /// <param name="texts">Its distinct values, with how often each is there.</param>
    public static string? DecimalComma(IEnumerable<(string Text, int Count)> texts)
    {
        var (all, numbers) = (0L, 0L);
        string? number = null;
        foreach (var (text, count) in texts)
        {
            all += count;
            var hasComma = CommaNumber().IsMatch(text);
            if (hasComma)
                number = text;
            if (hasComma || Number(text) is not null || Grouped().IsMatch(text)) // 3 beside 1,5
                numbers += count;
        }

        return numbers >= Mostly * all ? number : null;
    }

    /// <summary>A number of such a column, 1.234,5 or 1.234, with a decimal point and without groups: 1234.5, 1234; any other text as it is.</summary>
    public static string WithPoint(string text) => CommaNumber().IsMatch(text) || Grouped().IsMatch(text)
        ? text.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace(',', '.')
        : text;

    /// <summary>Reads every cell as the given kind.</summary>
    /// <exception cref="DatasetException">A cell is of another kind; the message names row, column and value.</exception>
    public static TableColumn Read(RawTable table, RawColumn column, ColumnKind kind)
    {
        if (kind is ColumnKind.Category or ColumnKind.Text)
            return ReadLevels(table, column, kind);
        var values = new double[column.Texts.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (kind == ColumnKind.Number ? Number(column.Texts[i]) : Date(column.Texts[i])) ?? throw table.Wrong(
                column, i, kind == ColumnKind.Number ? "a number" : "a date such as 2024-12-31 or 2024-12-31 23:59:59",
                $"Mend the cell, or in {TableManifest.FileName} name it under 'missing', or give the column another kind under 'kinds'.");
        }

        var codes = column.Codes;
        var rows = new double[codes.Length];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = codes[row] < 0 ? double.NaN : values[codes[row]];
        return TableColumn.OfNumbers(column.Name, rows, kind);
    }

    [GeneratedRegex(@"^[+-]?(\d+|\d{1,3}([.\x20]\d{3})+),\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex CommaNumber();

    [GeneratedRegex(@"^[+-]?\d{1,3}([.\x20]\d{3})+$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^\d{1,2}([./-])\d{1,2}\1(\d{2}|\d{4})(?=$|[ T])", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDate();

    private static TableColumn ReadLevels(RawTable table, RawColumn column, ColumnKind kind)
    {
        if (kind == ColumnKind.Category && column.Texts.Count > TableLimits.Levels)
            throw table.Wrong(column, TableLimits.Levels, $"one of at most {TableLimits.Levels} values of a category", "Give the column the kind text, or ignore it.");
        string[] levels = [.. column.Texts.Order(StringComparer.Ordinal)];
        var places = levels.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var map = column.Texts.Select(text => places[text]).ToArray();
        var codes = column.Codes.ToArray();
        for (var row = 0; row < codes.Length; row++)
            codes[row] = codes[row] < 0 ? -1 : map[codes[row]];
        return TableColumn.OfLevels(column.Name, codes, levels, kind);
    }
}
