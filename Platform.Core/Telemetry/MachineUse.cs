using Platform.Core.Tracking;

namespace Platform.Core.Telemetry;

/// <summary>What machines and silos used while a trial trained, folded from the events of its telemetry. Immutable.</summary>
public sealed record MachineUse
{
    private readonly SortedDictionary<string, List<MetricPoint>> _points = new(StringComparer.Ordinal);

    /// <summary>Nothing was sampled.</summary>
    public static MachineUse None { get; } = new();

    /// <summary>The last event of the stream that was folded; 0 for none.</summary>
    public long Version { get; private init; }

    /// <summary>The names of the metrics, in ordinal order; all begin with <c>system/</c>.</summary>
    public IReadOnlyCollection<string> Keys => _points.Keys;

    /// <summary>The samples of a metric by time, steps counted from 0 over all attempts; none for an unknown one.</summary>
    public IReadOnlyList<MetricPoint> Of(string key)
    {
        if (!_points.TryGetValue(key, out var points))
            return [];
        return [.. points.Select((point, i) => point with { Step = i })];
    }

    /// <summary>The use after further events.</summary>
    /// <param name="events">In the order of their versions, each after <see cref="Version"/>.</param>
    public MachineUse With(IEnumerable<(long Version, TelemetryEvent Data)> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var next = new MachineUse { Version = Version };
        foreach (var (key, points) in _points)
            next._points.Add(key, [.. points]);
        foreach (var (version, data) in events)
        {
            next = next with { Version = version };
            if (data is not MachineUseSampled sampled)
                continue;
            foreach (var column in MetricBlock.Decode(sampled.Block))
            {
                if (!next._points.TryGetValue(column.Key, out var points))
                    next._points.Add(column.Key, points = []);
                for (var i = 0; i < column.Count; i++)
                    points.Add(column[i]);
            }
        }
        foreach (var points in next._points.Values)
            points.Sort(MetricPoint.CompareByTime);
        return next;
    }
}
