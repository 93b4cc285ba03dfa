namespace Training.Core.Data.Tables;

/// <summary>What a model of a table takes and answers.</summary>
internal static class TableSignature
{
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
