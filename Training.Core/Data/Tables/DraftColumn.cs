namespace Training.Core.Data.Tables;

/// <summary>A column of a file that is to become a data set.</summary>
/// <param name="Name">From the first row, or <c>column_1</c> and so on where that has none.</param>
/// <param name="Kind">What most of its values are.</param>
/// <param name="Distinct">Different values, as the file spells them.</param>
/// <param name="Missing">Rows without a value.</param>
public sealed record DraftColumn(string Name, ColumnKind Kind, int Distinct, int Missing)
{
    // From here on a column of numbers is rather an amount than a code of classes.
    private const int FewNumbers = 20;

    /// <summary>What is learnt when this column is predicted, unless somebody knows better.</summary>
    public TableTask LikelyTask => Kind == ColumnKind.Number && Distinct > FewNumbers ? TableTask.Regression : TableTask.Classification;
}
