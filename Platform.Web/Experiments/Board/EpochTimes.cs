using System.Runtime.InteropServices;
using Npgsql;
using Platform.Core;
using Platform.Core.Views;

namespace Platform.Web.Experiments.Board;

/// <summary>When each epoch of a trial was complete, from its events: read only when somebody wants to see curves over time.</summary>
public sealed class EpochTimes(NpgsqlDataSource database)
{
    private const int AtOnce = 500;

    /// <summary>A message for chart-board.js with the times of trials that have more epochs than the browser has times of; null if there are none.</summary>
    public async Task<object?> NewsAsync(IReadOnlyList<TrialView> trials, BoardFeed feed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(feed);
        int[] at = [.. Enumerable.Range(0, trials.Count).Where(i => feed.Timed.GetValueOrDefault(i) < trials[i].LastEpoch).Take(AtOnce)];
        if (at.Length == 0)
            return null;
        var read = await ReadAsync(Array.ConvertAll(at, i => trials[i].Id), cancellation);
        var data = new List<double>();
        var lengths = Array.ConvertAll(at, i =>
        {
            var (times, before) = (read.GetValueOrDefault(trials[i].Id), data.Count);
            for (var epoch = 1; epoch <= trials[i].LastEpoch; epoch += feed.Stride)
                data.Add(times?.GetValueOrDefault(epoch, double.NaN) ?? double.NaN);
            feed.Timed[i] = trials[i].LastEpoch;
            return data.Count - before;
        });
        return new { times = new { at = Bytes<int>(at), lengths = Bytes<int>(lengths), data = Bytes<double>(data.ToArray()) } };
    }

    // The last attempt that completed an epoch counts.
    private async Task<Dictionary<string, Dictionary<int, double>>> ReadAsync(string[] trialIds, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select stream_id, (data ->> 'epoch')::int, extract(epoch from (data ->> 'at')::timestamptz)::float8 * 1000 from mt_events where stream_id = any ($1) and type = 'epoch_completed' order by stream_id, version");
        command.Parameters.Add(new NpgsqlParameter { Value = Array.ConvertAll(trialIds, StreamNames.Trial) });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var times = new Dictionary<string, Dictionary<int, double>>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
        {
            var id = rows.GetString(0)[StreamNames.Trial("").Length..];
            if (!times.TryGetValue(id, out var own))
                times[id] = own = [];
            own[rows.GetInt32(1)] = rows.GetDouble(2);
        }
        return times;
    }

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
