using Npgsql;
using NpgsqlTypes;

namespace Platform.Core.Journal;

/// <summary>
/// A change whose rows go to the database column by column, as binary arrays <c>$1</c>, <c>$2</c> and so on in the columns' order, which the SQL unpacks with
/// <c>unnest($1, $2, …) as r(…)</c>: for changes so frequent that writing and reading JSON would be felt. Columns are added once, before its first use.
/// </summary>
/// <typeparam name="TRow">What is added to a batch with this statement, and nothing else.</typeparam>
public sealed class ColumnStatement<TRow>(string sql) : ProjectionStatement(sql)
{
    private readonly List<(NpgsqlDbType Type, Func<IReadOnlyList<object>, Array> Values)> _columns = [];

    /// <summary>Adds the column of the next parameter.</summary>
    /// <param name="type">The type of its elements.</param>
    /// <param name="value">A row's value.</param>
    public ColumnStatement<TRow> With<TValue>(NpgsqlDbType type, Func<TRow, TValue> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _columns.Add((type, rows =>
        {
            var values = new TValue[rows.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = value((TRow)rows[i]);
            return values;
        }));
        return this;
    }

    /// <inheritdoc/>
    internal override NpgsqlBatchCommand Command(IReadOnlyList<object> rows)
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (var (type, values) in _columns)
            command.Parameters.Add(new NpgsqlParameter { Value = values(rows), NpgsqlDbType = NpgsqlDbType.Array | type });
        return command;
    }
}
