namespace Platform.Core.Tracking;

/// <summary>A run or an experiment that is not there. Nothing was written. Over HTTP it is a 404.</summary>
/// <param name="kind">What was looked for: <c>run</c> or <c>experiment</c>.</param>
/// <param name="id">The identity or name asked for.</param>
public sealed class TrackingNotFoundException(string kind, string id) : Exception($"There is no {kind} '{id}'.")
{
    public string Kind { get; } = kind;

    public string Id { get; } = id;
}
