using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>The logged model that a point was measured of.</summary>
/// <param name="DatasetName">What it was measured on; null if the program does not say.</param>
/// <param name="DatasetDigest">Of that data set; null exactly if there is no name.</param>
internal sealed record MeasuredModel(string ModelId, string? DatasetName, string? DatasetDigest)
{
    /// <summary>What a point says of a model; null if it names none.</summary>
    /// <exception cref="MlflowException">It has only one of a data set's name and digest, or one that is too long.</exception>
    public static MeasuredModel? Of(string? modelId, string? datasetName, string? datasetDigest, string path)
    {
        if (string.IsNullOrEmpty(datasetName) != string.IsNullOrEmpty(datasetDigest))
            throw MlflowException.Invalid($"Both dataset_name and dataset_digest must be provided if one is provided, but {path} has only one of them.");
        if (string.IsNullOrEmpty(modelId))
            return null; // MLflow keeps no data set with a point of a run
        MlflowKeys.Length(modelId, $"{path}.model_id", TrackingLimits.ModelId);
        return string.IsNullOrEmpty(datasetName)
            ? new MeasuredModel(modelId, null, null)
            : new MeasuredModel(modelId, MlflowKeys.Length(datasetName, $"{path}.dataset_name", MlflowKeys.DatasetName), MlflowKeys.Length(datasetDigest!, $"{path}.dataset_digest", MlflowKeys.DatasetDigest));
    }

    /// <summary>Points with their models as series, in the order in which the series begin.</summary>
    /// <param name="places">Of each the point's place in the batch.</param>
    public static IReadOnlyList<ModelSeries> Series(MetricBatch points, IReadOnlyList<(MeasuredModel Model, int Place)> places) =>
    [
        .. places.GroupBy(p => (p.Model, Key: points.KeyOf[p.Place])).Select(group => new ModelSeries(
            group.Key.Model.ModelId, points.Keys[group.Key.Key], group.Key.Model.DatasetName, group.Key.Model.DatasetDigest,
            [.. group.Select(p => points.Steps[p.Place])], [.. group.Select(p => points.Times[p.Place])], [.. group.Select(p => points.Values[p.Place])])),
    ];
}
