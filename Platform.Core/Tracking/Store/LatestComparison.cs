using System.Globalization;
using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Tracking.Blocks;

namespace Platform.Core.Tracking.Store;

/// <summary>Compares what run_latest holds of each run with a fold of the run's points up to the event that it was merged to, in the present transaction.</summary>
internal static class LatestComparison
{
    private const int RunsAtOnce = 100;

    /// <summary>Adds what differs; answers how many rows there are.</summary>
    public static async Task<long> RunAsync(NpgsqlConnection connection, Findings findings, CancellationToken cancellation)
    {
        var (compared, last) = (0L, "");
        while (await RowsAsync(connection, last, cancellation) is { Count: > 0 } rows)
        {
            foreach (var (run, merged, packed) in rows)
            {
                if (await DifferenceAsync(connection, run, merged, packed, cancellation) is { } difference)
                    findings.Add("latest metrics", string.Create(CultureInfo.InvariantCulture, $"of run {run} as of version {merged}: {difference}"));
            }
            compared += rows.Count;
            last = rows[^1].Run;
        }
        return compared;
    }

    private static async Task<List<(string Run, long Merged, byte[] Packed)>> RowsAsync(NpgsqlConnection connection, string after, CancellationToken cancellation)
    {
        await using var command = TrackingViews.Command(
            connection, "select run_id, merged_version, packed from run_latest where run_id > $1 order by run_id limit $2", [after, RunsAtOnce]);
        var rows = new List<(string, long, byte[])>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add((reader.GetString(0), reader.GetInt64(1), await reader.GetFieldValueAsync<byte[]>(2, cancellation)));
        return rows;
    }

    private static async Task<string?> DifferenceAsync(NpgsqlConnection connection, string run, long merged, byte[] packed, CancellationToken cancellation)
    {
        try
        {
            var fold = new LatestFold(null);
            await using (var command = TrackingViews.Command(
                connection, "select bdata from mt_events where stream_id = $1 and version <= $2 and type = 'metrics_logged' and bdata is not null order by version", [StreamNames.Run(run), merged]))
            {
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                while (await reader.ReadAsync(cancellation))
                    fold.Add(await reader.GetFieldValueAsync<byte[]>(0, cancellation));
            }
            var (stored, folded) = (PackedLatest.Decode(packed), fold.Sorted());
            if (stored.SequenceEqual(folded))
                return null;
            var (present, wanted) = (stored.Except(folded).FirstOrDefault(), folded.Except(stored).FirstOrDefault());
            return $"it is {present?.ToString() ?? "missing"}, folded {wanted?.ToString() ?? "nothing"}";
        }
        catch (InvalidDataException error)
        {
            return error.Message;
        }
    }
}
