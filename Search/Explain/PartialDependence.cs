namespace Search;

/// <summary>The objective as a function of one parameter, averaged over the others; for a conditional parameter over where it exists.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Points">In rising order, equally far apart in the parameter's scale; each choice of a categorical parameter in declared order.</param>
public sealed record PartialDependence(string Name, IReadOnlyList<DependencePoint> Points);
