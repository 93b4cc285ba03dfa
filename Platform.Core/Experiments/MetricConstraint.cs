namespace Platform.Core.Experiments;

/// <summary>A condition on a trial's best epoch, such as <c>trained_seconds &lt;= 60</c>.</summary>
/// <param name="AtMost">True for ≤, false for ≥.</param>
public sealed record MetricConstraint(string Metric, bool AtMost, double Bound)
{
    /// <summary>How far a value is beyond the bound: 0 or less when the constraint is fulfilled. NaN stays NaN, which counts as broken.</summary>
    public double Excess(double value) => AtMost ? value - Bound : Bound - value;
}
