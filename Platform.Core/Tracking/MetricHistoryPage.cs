namespace Platform.Core.Tracking;

/// <summary>A part of a metric's history.</summary>
/// <param name="Points">In the order asked for, each point once.</param>
/// <param name="Next">Where the next page begins (after this point); null after the last page. Points logged meanwhile do not move it.</param>
public sealed record MetricHistoryPage(IReadOnlyList<MetricPoint> Points, MetricPoint? Next);
