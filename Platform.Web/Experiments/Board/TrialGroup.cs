using System.Globalization;

namespace Platform.Web.Experiments.Board;

/// <summary>The trials that share a value of a column, or lie in one range of it.</summary>
/// <param name="Label">The value, or the range.</param>
/// <param name="Count">Its trials, with a result or without.</param>
/// <param name="Best">The best of their values; null if none has one.</param>
/// <param name="Mean">The mean of their values.</param>
/// <param name="Deviation">The standard deviation of their values (of a sample); null for fewer than two.</param>
/// <param name="Low">Least value of the column in it; null for texts.</param>
/// <param name="High">Greatest.</param>
public sealed record TrialGroup(string Label, int Count, double? Best, double? Mean, double? Deviation, double? Low, double? High)
{
    /// <summary>A filter that only trials of the group pass: by the ends of its range, which a label rounds, or by its text.</summary>
    /// <param name="filter">What holds already.</param>
    /// <param name="column">Key of the column.</param>
    public string Narrow(string? filter, string column)
    {
        if (this is not { Low: { } low, High: { } high })
            return TrialFilter.With(filter, column, "=", Label);
        return TrialFilter.With(TrialFilter.With(filter, column, ">=", Exact(low)), column, "<=", Exact(high));

        static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
