using Npgsql;
using NpgsqlTypes;

namespace Platform.Core.Journal;

/// <summary>
/// A statement that belongs to an append: it is executed in the same transaction, after the events were inserted. Statements of the same text are
/// executed once for all appends of a transaction, with their values one after another.
/// </summary>
/// <param name="Sql">With the parameters <c>$1</c> of type text[] and <c>$2</c> of type bigint[].</param>
/// <param name="Texts">Values of the first.</param>
/// <param name="Numbers">Values of the second, as many.</param>
internal sealed record AppendCompanion(string Sql, IReadOnlyList<string> Texts, IReadOnlyList<long> Numbers)
{
    /// <summary>The statement for several appends at once.</summary>
    public static NpgsqlBatchCommand Command(string sql, IReadOnlyList<AppendCompanion> companions)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = companions.SelectMany(c => c.Texts).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = companions.SelectMany(c => c.Numbers).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        return command;
    }
}
