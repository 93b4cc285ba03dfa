using System.Globalization;
using Npgsql;

namespace Platform.Core.Journal;

/// <summary>Compares a table with its shadow row by row, by the primary key, in the present transaction.</summary>
/// <param name="rows">SQL of a table's rows as they are to be read.</param>
internal sealed class ViewComparison(NpgsqlConnection connection, string schema, string table, Func<string, string> rows)
{
    private const string PrimaryKey =
        """
        select array_agg(quote_ident(a.attname) order by array_position(i.indkey::int[], a.attnum::int))
        from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = $1::regclass and i.indisprimary
        """;

    /// <summary>Adds what differs; answers how many rows the table has.</summary>
    public async Task<long> RunAsync(Findings findings, CancellationToken cancellation)
    {
        var key = string.Join(", ", await KeyAsync(cancellation));
        // Text distinguishes whatever the database can show; jsonb then names the columns.
        var sql =
            $"""
            select coalesce(is_now.key, folded.key), is_now.line is null, folded.line is null, (
                select string_agg(n.key || ' is ' || left(n.value::text, 200) || ', folded ' || left((folded.line::jsonb -> n.key)::text, 200), '; ')
                from jsonb_each(is_now.line::jsonb) n where n.value is distinct from folded.line::jsonb -> n.key)
            from (select row({key})::text as key, to_jsonb(t)::text as line from {rows($"public.{table}")} t) is_now
            full join (select row({key})::text as key, to_jsonb(t)::text as line from {rows($"{schema}.{table}")} t) folded using (key)
            where is_now.line is distinct from folded.line order by 1
            """;
        await using (var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var row = reader.GetString(0);
                findings.Add(
                    $"view {table}",
                    reader.GetBoolean(1) ? $"the row {row} is missing" : reader.GetBoolean(2) ? $"the row {row} follows from no event" : $"row {row}: {(reader.IsDBNull(3) ? "differs" : reader.GetString(3))}");
            }
        }
        await using var count = new NpgsqlCommand($"select count(*) from public.{table}", connection) { CommandTimeout = 0 };
        return (long)(await count.ExecuteScalarAsync(cancellation))!;
    }

    private async Task<string[]> KeyAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(PrimaryKey, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = string.Create(CultureInfo.InvariantCulture, $"public.{table}") });
        return await command.ExecuteScalarAsync(cancellation) as string[] ?? throw new InvalidOperationException($"The view {table} has no primary key, so its rows cannot be compared.");
    }
}
