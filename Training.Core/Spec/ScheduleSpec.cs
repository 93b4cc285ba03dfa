using Training.Core.Data;

namespace Training.Core;

/// <summary>How the learning rate changes from epoch to epoch.</summary>
/// <param name="Kind"><c>constant</c>, <c>cosine</c> (half a cosine from the base rate towards 0) or <c>step</c> (a tenth after half of the epochs, a hundredth after three quarters).</param>
public sealed record ScheduleSpec(string Kind)
{
    /// <summary>The factor on the base learning rate in one epoch, above 0 and at most 1; a pure function, so a resumed trial needs no schedule state.</summary>
    /// <param name="epoch">1 to <paramref name="epochs"/>.</param>
    /// <param name="epochs">The trial's full length.</param>
    public double FactorAt(int epoch, int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, epochs);
        var done = (double)(epoch - 1) / epochs;
        return Kind switch
        {
            "constant" => 1,
            "cosine" => (1 + ExactMath.Cos(Math.PI * done)) / 2,
            "step" => done < 0.5 ? 1 : done < 0.75 ? 0.1 : 0.01,
            _ => throw new SpecException("schedule", $"'{Kind}' is not a known schedule. Use constant, cosine or step."),
        };
    }
}
