using System.Globalization;
using System.Text.Json.Nodes;

namespace Search;

/// <summary>A real number in the closed range from <paramref name="Low"/> to <paramref name="High"/>.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Low">Smallest value; above 0 on a log scale.</param>
/// <param name="High">Largest value; above <paramref name="Low"/>. With a step, the last grid point not above it is the largest value.</param>
/// <param name="Log">Search equal ratios instead of equal differences; cannot be combined with a step.</param>
/// <param name="Step">Distance of the grid points Low, Low + Step, ...; null for a continuous range.</param>
/// <param name="Condition">Null when the parameter always exists.</param>
public sealed record FloatParameter(string Name, double Low, double High, bool Log = false, double? Step = null, When? Condition = null)
    : Parameter(Name, Condition)
{
    /// <summary>How far from a grid point, in steps, a value still counts as on it: decimal steps are not exact in binary.</summary>
    private const double GridTolerance = 1e-6;

    /// <summary>Number of grid points; 0 for a continuous range.</summary>
    public long Levels => Step is { } step ? (long)Math.Floor((High - Low) / step + GridTolerance) + 1 : 0;

    internal override string TypeName => "float";

    /// <inheritdoc/>
    public override string Domain => string.Create(CultureInfo.InvariantCulture,
        $"a number from {Low} to {High}{(Step is { } step ? $" in steps of {step.ToString(CultureInfo.InvariantCulture)}" : "")}{(Log ? " (log scale)" : "")}");

    /// <inheritdoc/>
    public override bool Contains(object value) => Canonical(value) is not null;

    /// <summary>
    /// The value of grid point <paramref name="level"/> (0-based), added up in decimal so that 0.1 + 2 x 0.1 is 0.3 and not
    /// 0.30000000000000004.
    /// </summary>
    internal double AtLevel(long level)
    {
        if (level == 0)
            return Low;
        var step = Step!.Value;
        var binary = Low + level * step;
        var exact = Math.Abs(Low) < 1e12 && Math.Abs(binary) < 1e12 && step > 1e-12 ? (double)((decimal)Low + level * (decimal)step) : binary;
        return Math.Clamp(exact, Low, High);
    }

    internal override object? Canonical(object value)
    {
        var number = value switch { double d => d, long l => l, _ => double.NaN };
        if (!(number >= Low && number <= High))
            return null;
        if (Step is not { } step)
            return number;
        var level = Math.Round((number - Low) / step);
        return level < Levels && Math.Abs((number - Low) / step - level) <= GridTolerance ? number : null;
    }

    internal override void WriteDomain(JsonObject json)
    {
        json["low"] = Scalar.ToJson(Low);
        json["high"] = Scalar.ToJson(High);
        if (Log)
            json["log"] = true;
        if (Step is { } step)
            json["step"] = Scalar.ToJson(step);
    }
}
