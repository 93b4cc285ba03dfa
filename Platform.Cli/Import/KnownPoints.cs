using Platform.Cli.Api;
using Platform.Core.Import;

namespace Platform.Cli.Import;

/// <summary>The points that a run here has already, read metric by metric when the source names it; about 50 bytes a point.</summary>
internal sealed class KnownPoints(TrackingApi api, RunItem run)
{
    private readonly Dictionary<string, HashSet<(long Step, long Time, long Bits)>> _metrics = new(StringComparer.Ordinal);

    /// <summary>Whether the run has a point; its time is not null.</summary>
    public async ValueTask<bool> HasAsync(SourcePoint point, CancellationToken cancel)
    {
        if (!run.Latest.ContainsKey(point.Key))
            return false;
        if (!_metrics.TryGetValue(point.Key, out var known))
        {
            known = [];
            await foreach (var earlier in api.HistoryAsync(run.Id, point.Key, cancel))
                known.Add(Mark(earlier));
            _metrics.Add(point.Key, known);
        }
        return known.Contains(Mark(point));
    }

    // All that is no number is equal.
    private static (long, long, long) Mark(SourcePoint point) =>
        (point.Step, point.Time ?? 0, BitConverter.DoubleToInt64Bits(double.IsNaN(point.Value) ? double.NaN : point.Value));
}
