namespace Platform.Core.Studies;

/// <summary>Numbers of a trial that are no metric of one epoch but can be an objective or a constraint all the same.</summary>
public static class TrialMetrics
{
    /// <summary>Seconds of training so far, evaluation included.</summary>
    public const string TrainedSeconds = "trained_seconds";

    /// <summary>Whether a metric grows with every epoch, so that a trial which did not train to its end does not tell it.</summary>
    public static bool GrowsInTraining(string metric) => metric == TrainedSeconds;
}
