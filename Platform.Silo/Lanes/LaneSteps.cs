using Platform.Silo.Trials;

namespace Platform.Silo.Lanes;

internal static class LaneSteps
{
    /// <summary>What a run's outcome means for its lane.</summary>
    /// <param name="ended">The step if the run has ended.</param>
    public static LaneStep After(RunOutcome outcome, LaneStep ended) => outcome switch
    {
        RunOutcome.Ended => ended,
        RunOutcome.SiloStopping => LaneStep.HandBack,
        _ => LaneStep.Leave,
    };
}
