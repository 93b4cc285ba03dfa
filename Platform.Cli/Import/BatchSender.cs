using System.Collections.Concurrent;
using Platform.Cli.Api;
using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>Sends batches of a run's points, parameters and tags; of a batch that is refused only what is wrong is left out, with the platform's words. A run that takes nothing is an <see cref="ApiException"/>.</summary>
internal sealed class BatchSender(TrackingApi api, ImportNotes notes, bool dryRun)
{
    private const string NameOfMetric = "metrics.key'"; // as the refusal calls it; a point refused for its value or time says nothing of the metric's others
    private readonly ConcurrentDictionary<(string Run, string Key), string> _refused = new(); // why; batches are sent at the same time

    /// <summary>Answers how many were taken. A metric whose name was refused is not tried again.</summary>
    public Task<int> PointsAsync(string runId, IReadOnlyList<SourcePoint> points, CancellationToken cancel) =>
        SendAsync(runId, points, items => TrackingText.Points(runId, items), point => $"run {runId}, metric {Shorten(point.Key)}", point => (runId, point.Key), cancel);

    /// <summary>Sends points with the logged models that they were measured of; answers how many were taken.</summary>
    public Task<int> MeasuredAsync(string runId, IReadOnlyList<MeasuredPoint> points, CancellationToken cancel) =>
        SendAsync(runId, points, items => TrackingText.Measured(runId, items), measured => $"run {runId}, metric {Shorten(measured.Point.Key)} of {measured.ModelId}", measured => (runId, measured.Point.Key), cancel);

    /// <summary>Answers how many were taken.</summary>
    /// <param name="kind"><c>params</c> or <c>tags</c>.</param>
    public Task<int> PairsAsync(string runId, string kind, IReadOnlyList<KeyValuePair<string, string>> pairs, CancellationToken cancel) =>
        SendAsync(runId, pairs, items => TrackingText.Pairs(runId, kind, items), pair => $"run {runId}, {kind} {Shorten(pair.Key)}", metric: null, cancel);

    private async Task<int> SendAsync<T>(string runId, IReadOnlyList<T> items, Func<IReadOnlyList<T>, ReadOnlyMemory<byte>> body, Func<T, string> name, Func<T, (string, string)>? metric, CancellationToken cancel, bool isPart = false)
    {
        if (metric is not null && !_refused.IsEmpty)
            items = Tried(items, name, metric);
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
                if (metric is not null && refused.Message.Contains(NameOfMetric, StringComparison.Ordinal))
                    _refused.TryAdd(metric(items[0]), refused.Message);
                return 0;
            }
            if (!isPart && await api.RunAsync(runId, cancel) is null or { Deleted: true })
                throw; // it is about the run, not about any of the items
            var half = items.Count / 2;
            return await SendAsync(runId, [.. items.Take(half)], body, name, metric, cancel, isPart: true) + await SendAsync(runId, [.. items.Skip(half)], body, name, metric, cancel, isPart: true);
        }
    }

    private List<T> Tried<T>(IReadOnlyList<T> items, Func<T, string> name, Func<T, (string, string)> metric)
    {
        var tried = new List<T>(items.Count);
        foreach (var item in items)
        {
            if (_refused.TryGetValue(metric(item), out var why))
                notes.LeaveOut(name(item), why);
            else
                tried.Add(item);
        }
        return tried;
    }

    private static string Shorten(string key) => key.Length <= 100 ? key : key[..100] + "…";
}
