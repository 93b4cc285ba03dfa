using Npgsql;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Makes the packed latest metrics of all runs anew from their events, in a table of another schema. A row says up to which event it goes and readers add what came after it, so that it
/// need not wait for writers, nor they for it.
/// </summary>
/// <param name="connection">Used for nothing else meanwhile.</param>
/// <param name="schema">With the runs' table in it; of nobody else.</param>
internal sealed class LatestRebuild(NpgsqlConnection connection, string schema)
{
    /// <summary>The table's name.</summary>
    public const string Table = "run_latest";

    private const int RunsAtOnce = 200;

    /// <summary>The statement that takes out what was erased since it was made.</summary>
    /// <param name="schema">Where the table is, with the erasures' beside it or in public.</param>
    public static string WithoutErased(string schema) => $"set local search_path = {schema}, public; delete from {schema}.{Table} l using erasures e where e.stream_id = 'run-' || l.run_id";

    /// <summary>Makes the table and fills it; says of how many runs from time to time.</summary>
    public async Task RunAsync(IProgress<long>? progress, CancellationToken stop)
    {
        await ExecuteAsync($"create table {schema}.{Table} (like public.{Table} including all); set search_path = {schema}, public", stop);
        try
        {
            var (made, last) = (0L, "");
            while (await RunsAsync(last, stop) is { Count: > 0 } runs)
            {
                await LatestMerger.MergeAsync(connection, runs, stop);
                (made, last) = (made + runs.Count, runs[^1]);
                progress?.Report(made);
            }
        }
        finally
        {
            if (connection.FullState.HasFlag(System.Data.ConnectionState.Open))
                await ExecuteAsync("reset search_path", CancellationToken.None);
        }
    }

    private async Task<List<string>> RunsAsync(string after, CancellationToken stop)
    {
        await using var command = TrackingViews.Command(connection, $"select id from {TrackingProjection.RunTable} where id > $1 order by id limit $2", [after, RunsAtOnce]);
        var runs = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            runs.Add(reader.GetString(0));
        return runs;
    }

    private async Task ExecuteAsync(string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
