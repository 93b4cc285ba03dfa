namespace Platform.Core.Studies;

/// <summary>Numbers of a trial that are no metric of one epoch but can be an objective or a constraint all the same.</summary>
public static class TrialMetrics
{
    /// <summary>Seconds of training so far, evaluation included.</summary>
    public const string TrainedSeconds = "trained_seconds";
}
