using Training.Core.Data;
using Training.Core.Data.Labels;
using Training.Core.Data.Tables;

namespace Platform.Web.Labels;

/// <summary>One row as people see it.</summary>
/// <param name="Part">train or test.</param>
/// <param name="Row">Its number in the part, from 0.</param>
/// <param name="Label">Its label.</param>
/// <param name="Columns">The values of a table's row by column, the target left out, null where one is missing; null for images.</param>
/// <param name="Picture">Where an image's picture is; null for tables.</param>
public sealed record RowContent(string Part, int Row, string Label, IReadOnlyList<KeyValuePair<string, string?>>? Columns, string? Picture)
{
    /// <exception cref="LabelException">The data set's rows have no labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static RowContent Of(Dataset data, DataPart part, int row)
    {
        ArgumentNullException.ThrowIfNull(data);
        var name = part == DataPart.Train ? "train" : "test";
        var label = data.LabelOf(part, row);
        return data is TableDataset table
            ? new(name, row, label, [.. table.Columns.Where(column => column != table.TargetColumn).Select(column => KeyValuePair.Create(column.Name, Value(column, table.ColumnRow(part, row))))], null)
            : new(name, row, label, null, $"api/v1/datasets/{data.Name}/rows/{name}/{row}/image");
    }

    private static string? Value(TableColumn column, int row) => column.IsMissing(row)
        ? null
        : column.Kind switch
        {
            ColumnKind.Date => DateTime.UnixEpoch.AddDays(column.Numbers[row]).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ColumnKind.Number => column.Numbers[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            _ => column.Levels[column.Codes[row]],
        };
}
