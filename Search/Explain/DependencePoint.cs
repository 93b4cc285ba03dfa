namespace Search;

/// <summary>A point of a <see cref="PartialDependence"/>.</summary>
/// <param name="Value">The parameter's value: double, long, string or bool.</param>
/// <param name="Mean">Expected objective (minimised) with the parameter at that value and all others uniform in their scales.</param>
/// <param name="Deviation">Standard deviation of that expectation over the trees: how unsure the forest is.</param>
public sealed record DependencePoint(object Value, double Mean, double Deviation);
