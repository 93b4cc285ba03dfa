using System.Globalization;
using System.Text.Json.Nodes;

namespace Search;

/// <summary>A whole number Low, Low + Step, ... not above <paramref name="High"/>.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Low">Smallest value; at least 1 on a log scale.</param>
/// <param name="High">Largest value; above <paramref name="Low"/>.</param>
/// <param name="Step">Distance of the grid points, at least 1; exactly 1 on a log scale.</param>
/// <param name="Log">Search equal ratios instead of equal differences.</param>
/// <param name="Condition">Null when the parameter always exists.</param>
public sealed record IntParameter(string Name, long Low, long High, long Step = 1, bool Log = false, When? Condition = null)
    : Parameter(Name, Condition)
{
    /// <summary>Number of grid points, at least 1.</summary>
    public long Levels => (High - Low) / Step + 1;

    internal override string TypeName => "int";

    /// <inheritdoc/>
    public override string Domain => string.Create(CultureInfo.InvariantCulture,
        $"a whole number from {Low} to {High}{(Step == 1 ? "" : $" in steps of {Step.ToString(CultureInfo.InvariantCulture)}")}{(Log ? " (log scale)" : "")}");

    /// <inheritdoc/>
    public override bool Contains(object value) => Canonical(value) is not null;

    internal override object? Canonical(object value)
    {
        long? number = value switch
        {
            long l => l,
            double d when Math.Abs(d) < SpaceRules.LargestInteger && Math.Floor(d) == d => (long)d,
            _ => null,
        };
        return number is { } whole && whole >= Low && whole <= High && (whole - Low) % Step == 0 ? whole : null;
    }

    internal override void WriteDomain(JsonObject json)
    {
        json["low"] = Low;
        json["high"] = High;
        if (Step != 1)
            json["step"] = Step;
        if (Log)
            json["log"] = true;
    }
}
