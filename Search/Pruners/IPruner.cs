namespace Search;

/// <summary>
/// Decides whether a running trial is worth its remaining epochs. A pruner is a pure function of its arguments and sees
/// validation curves only. It is immutable and may be shared by threads.
/// </summary>
public interface IPruner
{
    /// <summary>The name in the catalogue.</summary>
    string Name { get; }

    /// <summary>Judges a trial after an epoch.</summary>
    /// <param name="trialNumber">The trial judged; its own entry in the study is ignored.</param>
    /// <param name="curve">The trial's intermediate values up to now, minimised, one an epoch; element 0 is epoch 1.</param>
    /// <param name="study">The history with the other trials' curves.</param>
    Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study);
}
