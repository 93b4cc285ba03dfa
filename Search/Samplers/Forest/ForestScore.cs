namespace Search;

/// <summary>What a forest thinks of a point, in normal scores of the ranking (0 is the median trial, negative is better).</summary>
/// <param name="LogImprovement">Logarithm of the expected improvement over the best trial.</param>
/// <param name="Mean">Predicted score.</param>
/// <param name="Deviation">Its standard deviation, above 0.</param>
internal readonly record struct ForestScore(double LogImprovement, double Mean, double Deviation);
