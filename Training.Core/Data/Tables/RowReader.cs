using System.Globalization;

namespace Training.Core.Data.Tables;

/// <summary>Turns named values into a model's input, as training did.</summary>
internal static class RowReader
{
    /// <summary>The input of some rows, (rows, width) row-major.</summary>
    /// <param name="fitted">The model's steps.</param>
    /// <param name="rows">By column: a number, a text, or null for a missing value; a column left out is missing, too.</param>
    /// <exception cref="RowException">A column is unknown, or a value not of its kind; the message names row and column.</exception>
    public static float[] Read(TablePreparation fitted, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows)
    {
        var width = fitted.Shape().Width;
        var input = new float[rows.Count * width];
        var known = fitted.Numbers.Select(step => step.Name).Concat(fitted.Categories.Select(step => step.Name)).Append(fitted.Target.Name).ToHashSet(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
                throw new RowException($"Row {row}: the model knows no column '{Cut(unknown)}'. Its columns: {string.Join(", ", known.Where(name => name != fitted.Target.Name))}.");
            var number = fitted.Numbers.Select(step => Number(step, Cleaned(fitted, rows[row].GetValueOrDefault(step.Name)), row)).ToArray();
            var codes = fitted.Categories.Select(step => step.Code(Level(step, Known(fitted, step, rows[row].GetValueOrDefault(step.Name)), row))).ToArray();
            fitted.Write(number, codes, input.AsSpan(row * width, width));
        }

        return input;
    }

    // As the file was read that the model was trained on.
    private static object? Cleaned(TablePreparation fitted, object? value) =>
        fitted.Missing is not { } missing || value is not string text ? value
        : missing.Contains(text.Trim(), StringComparer.Ordinal) ? null
        : text.Trim();

    // In a quoted cell of the file spaces count.
    private static object? Known(TablePreparation fitted, CategoryStep step, object? value) =>
        value is string text && step.Levels.Contains(text, StringComparer.Ordinal) ? text : Cleaned(fitted, value);

    private static double Number(NumberStep step, object? value, int row)
    {
        var number = value switch
        {
            null or "" => double.NaN,
            string text => step.Kind == ColumnKind.Date ? ColumnInference.Date(text) : ColumnInference.Number(text),
            bool or not IConvertible => null,
            _ => Convert.ToDouble(value, CultureInfo.InvariantCulture) is var plain && double.IsFinite(plain) ? plain : null,
        };
        return number ?? throw new RowException(
            $"Row {row}, column {step.Name}: {Show(value)} is not {(step.Kind == ColumnKind.Date ? "a date such as 2024-12-31" : "a number")}. Give one, or null for a missing value.");
    }

    private static string? Level(CategoryStep step, object? value, int row) => value switch
    {
        null or "" => null,
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new RowException($"Row {row}, column {step.Name}: {Show(value)} is not a text. Give one, or null for a missing value."),
    };

    private static string Show(object? value) => value is string text ? $"\"{Cut(text)}\"" : $"{value}";

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
