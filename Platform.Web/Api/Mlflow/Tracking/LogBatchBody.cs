using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>What a log-batch call wants to record. Long values are cut as MLflow's server cuts them.</summary>
internal sealed record LogBatchBody(
    string RunId, MetricBatch Metrics, IReadOnlyList<KeyValuePair<string, string>> Params, IReadOnlyList<KeyValuePair<string, string?>> Tags);
