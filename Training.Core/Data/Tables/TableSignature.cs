using System.Globalization;

namespace Training.Core.Data.Tables;

/// <summary>What a model of a table takes and answers.</summary>
internal static class TableSignature
{
    /// <summary>The same signature with what is usual in each column.</summary>
    public static ModelSignature WithUsual(ModelSignature signature, TablePreparation fitted) => signature with
    {
        Columns =
        [
            .. fitted.Numbers.Select(step => new SignatureColumn(step.Name, step.Kind == ColumnKind.Date ? "date" : "number", [], step.Kind == ColumnKind.Date ? Day(step.Fill) : Shown(step.Fill))),
            .. fitted.Categories.Select(step => new SignatureColumn(step.Name, "category", step.Levels, step.Usual ?? step.Fill)),
        ],
    };

    // An example for people, not what a missing value is filled with: all digits of a mean between two values say nothing.
    private static double Shown(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Day(double days) => DateTime.UnixEpoch.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static ModelSignature Of(TablePreparation fitted, IReadOnlyList<string> classes)
    {
        SignatureColumn[] columns =
        [
            .. fitted.Numbers.Select(step => new SignatureColumn(step.Name, step.Kind == ColumnKind.Date ? "date" : "number", [])),
            .. fitted.Categories.Select(step => new SignatureColumn(step.Name, "category", step.Levels)),
        ];
        return new ModelSignature("rows", [fitted.Shape().Width], "float32", float.MinValue, float.MaxValue, classes, columns, fitted.Target.Name);
    }
}
