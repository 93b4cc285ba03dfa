namespace Platform.Core.Registry;

/// <summary>The facts of one registered model. Closed: only this assembly adds cases.</summary>
public abstract record ModelEvent
{
    private protected ModelEvent() { }
}

/// <summary>A trial's best checkpoint became a version. Signature is the model's own description of input and output.</summary>
/// <param name="FromVersion">The version of the same model whose weights the trial started from; null if it started from none.</param>
/// <param name="Horizon">Steps that it forecasts, over which its test measures are means; null if it forecasts none, and in events of earlier versions.</param>
public sealed record ModelVersionRegistered(
    string Model, int Version, string TrialId, string ExperimentId, int Epoch, string Checkpoint, string DataName, string DataDigest,
    IReadOnlyDictionary<string, double> TestMetrics, string By, string Why, DateTimeOffset At, int? FromVersion = null, int? Horizon = null) : ModelEvent
{
    /// <summary>Whether both are known to forecast, but not the same number of steps: farther ones are harder, so their measures cannot be compared.</summary>
    public bool ForecastsOtherwise(ModelVersionRegistered other) => Horizon is { } own && other?.Horizon is { } theirs && own != theirs;
}

/// <summary>An alias points to a version (null: to none) from now on.</summary>
/// <param name="Return">Which way it went in its own past; null if it was pointed to the version.</param>
public sealed record AliasMoved(string Alias, int? Version, int? PreviousVersion, string By, string Why, DateTimeOffset At, AliasReturn? Return = null) : ModelEvent;
