namespace Platform.Core.Tracking;

/// <summary>A data set as a run's input.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Tags">Of the use, such as <c>mlflow.data.context</c> = <c>training</c>.</param>
public sealed record RunInput(TrackedDataset Dataset, IReadOnlyDictionary<string, string> Tags);
