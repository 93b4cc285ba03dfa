using System.Globalization;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Core.Erasures;

/// <summary>Looks whether exactly those events are without contents of which an event of their stream says so. Events and what is said of them are committed together.</summary>
internal static class ErasureComparison
{
    // The form, and nothing of contents in any other column.
    private const string Kept =
        $"""
        select x.stream_id, e.version, e.type from erasures x join mt_events e on e.stream_id = x.stream_id and e.version <= x.up_to_version
        where not ({ErasedEvent.Stored}) or e.bdata is not null or e.headers is not null or e.correlation_id is not null or e.causation_id is not null order by 1, 2
        """;

    private const string Unsaid =
        $"""
        select e.stream_id, e.version, e.type from mt_events e
        where {ErasedEvent.Stored} and not exists (select 1 from erasures x where x.stream_id = e.stream_id and e.version <= x.up_to_version) order by 1, 2
        """;

    private const string Count = "select count(*), count(*) filter (where up_to_version < first_version - 1) from erasures";

    /// <summary>Adds what is wrong; answers how many streams were erased, and of how many that is not done yet.</summary>
    public static async Task<(long Streams, long Unfinished)> RunAsync(NpgsqlConnection connection, Findings findings, CancellationToken cancellation)
    {
        await AddAsync(connection, Kept, "was erased, but still has contents", findings, cancellation);
        await AddAsync(connection, Unsaid, "has lost its contents, and no event says that they were erased", findings, cancellation);
        await using var command = new NpgsqlCommand(Count, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task AddAsync(NpgsqlConnection connection, string sql, string what, Findings findings, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            findings.Add("erasure", string.Create(CultureInfo.InvariantCulture, $"version {reader.GetInt64(1)} of {reader.GetString(0)} ({reader.GetString(2)}) {what}"));
    }
}
