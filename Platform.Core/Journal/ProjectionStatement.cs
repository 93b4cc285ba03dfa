using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Core.Journal;

/// <summary>
/// One kind of change to a view, for many rows at once: SQL with a single parameter <c>$1</c> of type json, an array of the rows'
/// values, which the SQL unpacks with <c>json_to_recordset($1) as r(…)</c>. Compared by reference: make each a static field.
/// </summary>
public class ProjectionStatement(string sql)
{
    /// <summary>The statement's text.</summary>
    public string Sql { get; } = sql;

    /// <summary>The command that makes this change with all the rows.</summary>
    internal virtual NpgsqlBatchCommand Command(IReadOnlyList<object> rows)
    {
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.SerializeToUtf8Bytes(rows, PlatformJson.Options), NpgsqlDbType = NpgsqlDbType.Json });
        return command;
    }
}
