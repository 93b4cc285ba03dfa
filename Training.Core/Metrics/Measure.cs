namespace Training.Core.Metrics;

/// <summary>A measure of an evaluation by name.</summary>
/// <param name="Name">Without a prefix such as <c>validation_</c>.</param>
/// <param name="LargerIsBetter">Whether a sweep should maximise it.</param>
/// <param name="Help">What it is, in one line.</param>
public sealed record Measure(string Name, bool LargerIsBetter, string Help)
{
    /// <summary>Whether it is in the unit of the column that is predicted.</summary>
    public bool InTargetUnit { get; init; }
}
