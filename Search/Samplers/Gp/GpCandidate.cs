namespace Search;

/// <summary>A point that may be proposed.</summary>
/// <param name="Latent">Coordinates (d), a number for every parameter, those that do not exist at the point included.</param>
/// <param name="Point">The snapped point (d), NaN where a parameter does not exist.</param>
/// <param name="Features">What the models see (d).</param>
/// <param name="Score">The acquisition there.</param>
internal sealed record GpCandidate(double[] Latent, double[] Point, double[] Features, double Score);
