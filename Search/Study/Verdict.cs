namespace Search;

/// <summary>What a pruner decides about a running trial.</summary>
/// <param name="Prune">True to stop the trial now.</param>
/// <param name="Why">One plain sentence for people, with the numbers compared.</param>
public sealed record Verdict(bool Prune, string Why)
{
    /// <summary>The epoch at which trials are compared, if it was one.</summary>
    public int? Rung { get; init; }

    /// <summary>The trial's number that was compared, minimised.</summary>
    public double? Value { get; init; }

    /// <summary>What it was compared with, minimised: above it the trial stops.</summary>
    public double? Bound { get; init; }

    /// <summary>Probability, 0 to 1, that the trial still becomes the best, if the pruner predicts one.</summary>
    public double? WinProbability { get; init; }
}
