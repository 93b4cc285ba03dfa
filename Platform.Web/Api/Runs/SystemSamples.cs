using Platform.Core.Tracking;

namespace Platform.Web.Api;

/// <summary>The samples of one metric.</summary>
/// <param name="Times">Unix milliseconds, ascending.</param>
/// <param name="Values">As many.</param>
public sealed record SystemSamples(IReadOnlyList<long> Times, IReadOnlyList<double> Values)
{
    internal static SystemSamples Of(IReadOnlyList<MetricPoint> points) => new([.. points.Select(p => p.Time)], [.. points.Select(p => p.Value)]);
}
