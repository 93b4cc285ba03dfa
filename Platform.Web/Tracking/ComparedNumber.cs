namespace Platform.Web.Tracking;

/// <summary>A metric of several runs.</summary>
/// <param name="LowerIsBetter">By the metric's name.</param>
/// <param name="Values">Null where a run does not have it.</param>
public sealed record ComparedNumber(string Name, bool LowerIsBetter, IReadOnlyList<double?> Values)
{
    /// <summary>Whether not all runs have the same.</summary>
    public bool Differs => Values.Any(value => !Nullable.Equals(value, Values[0]));

    /// <summary>Whether the i-th run is among the best; nobody is where all are equal or fewer than two have a number.</summary>
    public bool IsBest(int i, bool lowerIsBetter)
    {
        var numbers = Values.OfType<double>().Where(double.IsFinite).ToList();
        return numbers.Count > 1 && numbers.Distinct().Count() > 1 && Values[i] is { } own && own == (lowerIsBetter ? numbers.Min() : numbers.Max());
    }
}
