using Platform.Cli.Api;
using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>Sends batches of a run's points, parameters and tags; of a batch that is refused only what is wrong is left out, with the platform's words.</summary>
internal sealed class BatchSender(TrackingApi api, ImportNotes notes, bool dryRun)
{
    /// <summary>Answers how many were taken.</summary>
    public Task<int> PointsAsync(string runId, IReadOnlyList<SourcePoint> points, CancellationToken cancel) =>
        SendAsync(points, items => TrackingText.Points(runId, items), point => $"run {runId}, metric {Shorten(point.Key)}", cancel);

    /// <summary>Answers how many were taken.</summary>
    /// <param name="kind"><c>params</c> or <c>tags</c>.</param>
    public Task<int> PairsAsync(string runId, string kind, IReadOnlyList<KeyValuePair<string, string>> pairs, CancellationToken cancel) =>
        SendAsync(pairs, items => TrackingText.Pairs(runId, kind, items), pair => $"run {runId}, {kind} {Shorten(pair.Key)}", cancel);

    private async Task<int> SendAsync<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, ReadOnlyMemory<byte>> body, Func<T, string> name, CancellationToken cancel)
    {
        if (items.Count == 0 || dryRun)
            return items.Count;
        try
        {
            await api.LogBatchAsync(body(items), cancel);
            return items.Count;
        }
        catch (ApiException refused) when (refused.Code is not null && (int)refused.Status is 400 or 413)
        {
            if (items.Count == 1)
            {
                notes.LeaveOut(name(items[0]), refused.Message);
                return 0;
            }
            var half = items.Count / 2;
            return await SendAsync([.. items.Take(half)], body, name, cancel) + await SendAsync([.. items.Skip(half)], body, name, cancel);
        }
    }

    private static string Shorten(string key) => key.Length <= 100 ? key : key[..100] + "…";
}
