namespace Search;

/// <summary>Lets every trial run to its end.</summary>
public sealed class NoPruner : IPruner
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public Verdict Judge(int trialNumber, IReadOnlyList<double> curve, StudyView study) => new(Prune: false, "Kept: this sweep does not prune.");
}
