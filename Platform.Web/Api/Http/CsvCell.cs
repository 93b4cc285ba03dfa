using System.Globalization;

namespace Platform.Web.Api;

/// <summary>A cell of a table as CSV (RFC 4180). Pure.</summary>
internal static class CsvCell
{
    /// <summary>The value as it is, in quotes where it needs them: for programs.</summary>
    public static string Exact(string value) => value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>As <see cref="Exact"/>, but what a spreadsheet would take for a formula has an apostrophe before it, which makes it a text. Negative numbers stay numbers.</summary>
    public static string ForSpreadsheet(string value) => Exact(IsFormula(value) ? "'" + value : value);

    private static bool IsFormula(string value) =>
        (value.Length > 0 && value[0] is '=' or '+' or '@' or '\t' or '\r') || (value.StartsWith('-') && !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
