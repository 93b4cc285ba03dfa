using System.Collections.Immutable;
using Platform.Core.Tracking;

namespace Platform.Core.Telemetry;

/// <summary>What machines and silos used while a trial trained, folded from the events of its telemetry. Immutable.</summary>
public sealed record MachineUse
{
    private readonly ImmutableSortedDictionary<string, List<MetricPoint>> _points;

    /// <summary>Nothing was sampled.</summary>
    public static MachineUse None { get; } = new(ImmutableSortedDictionary.Create<string, List<MetricPoint>>(StringComparer.Ordinal));

    /// <summary>The last event of the stream that was folded; 0 for none.</summary>
    public long Version { get; private init; }

    /// <summary>The last event of the stream that brought samples; 0 for none.</summary>
    public long SampledVersion { get; private init; }

    /// <summary>The names of the metrics, in ordinal order; all begin with <c>system/</c>.</summary>
    public IReadOnlyCollection<string> Keys => [.. _points.Keys];

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
        var (last, sampled) = (Version, SampledVersion);
        Dictionary<string, List<MetricPoint>> added = new(StringComparer.Ordinal);
        foreach (var (version, data) in events)
        {
            last = version;
            if (data is not MachineUseSampled samples)
                continue;
            sampled = version;
            foreach (var column in MetricBlock.Decode(samples.Block))
            {
                if (!added.TryGetValue(column.Key, out var points))
                    added.Add(column.Key, points = [.. _points.GetValueOrDefault(column.Key, [])]);
                for (var i = 0; i < column.Count; i++)
                    points.Add(column[i]);
            }
        }
        if (added.Count == 0)
            return this with { Version = last };
        foreach (var points in added.Values)
            points.Sort(MetricPoint.CompareByTime);
        return new MachineUse(_points.SetItems(added)) { Version = last, SampledVersion = sampled };
    }

    private MachineUse(ImmutableSortedDictionary<string, List<MetricPoint>> points) => _points = points;
}
