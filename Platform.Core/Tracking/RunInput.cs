namespace Platform.Core.Tracking;

/// <summary>
/// A data set as a run's input. A part of the event <see cref="InputsLogged"/>, so its shape is for ever: a field may be added with a default, none changed or
/// taken away. Whoever wants to show it in another way makes a type of its own; decisions go by <see cref="InputSummary"/>, which is no part of any event.
/// </summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Tags">Of the use, such as <c>mlflow.data.context</c> = <c>training</c>.</param>
public sealed record RunInput(TrackedDataset Dataset, IReadOnlyDictionary<string, string> Tags);
