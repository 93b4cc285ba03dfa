namespace Training.Core;

/// <summary>A trial's loss or weights left the finite numbers: the trial is lost, the search goes on.</summary>
public sealed class DivergedException(int epoch, string cause)
    : Exception($"Diverged in epoch {epoch}: {cause}")
{
    /// <summary>The 1-based epoch in which it happened.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>What was seen, and the usual remedy.</summary>
    public string Cause { get; } = cause;
}
