using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>What a log-batch call wants to record. Long values are cut as MLflow's server cuts them.</summary>
/// <param name="Models">Those of the points that were measured of logged models.</param>
internal sealed record LogBatchBody(
    string RunId, MetricBatch Metrics, IReadOnlyList<ModelSeries> Models, IReadOnlyList<KeyValuePair<string, string>> Params, IReadOnlyList<KeyValuePair<string, string?>> Tags);
