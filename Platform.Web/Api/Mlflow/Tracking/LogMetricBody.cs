using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>What a log-metric call wants to record.</summary>
/// <param name="Model">The logged model that was measured; null for most points.</param>
internal readonly record struct LogMetricBody(string RunId, string Key, MetricPoint Point, MeasuredModel? Model);
