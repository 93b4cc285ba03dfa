namespace Platform.Core.Journal;

/// <summary>
/// One kind of change to a view, for many rows at once: SQL with a single parameter <c>$1</c> of type json, an array of the rows'
/// values, which the SQL unpacks with <c>json_to_recordset($1) as r(…)</c>. Compared by reference: make each a static field.
/// </summary>
public sealed class ProjectionStatement(string sql)
{
    public string Sql { get; } = sql;
}
