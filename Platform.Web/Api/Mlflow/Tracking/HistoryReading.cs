using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>Reads a page of a run's history of a metric: at most so many points after a point, in an order.</summary>
internal delegate Task<MetricHistoryPage> HistoryReading(int max, MetricPoint? after, MetricOrder order, CancellationToken stop);
