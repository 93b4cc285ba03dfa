namespace Search;

/// <summary>Crossover and mutation of coordinates in [0, 1].</summary>
internal static class GeneticOperators
{
    /// <summary>
    /// Simulated binary crossover: a coordinate near one of the parents', as far as their distance allows, moved to [0, 1]. Deb and Agrawal,
    /// "Simulated binary crossover for continuous search space", Complex Systems 9, 1995, equations 9 to 11.
    /// </summary>
    /// <param name="a">One parent.</param>
    /// <param name="b">The other.</param>
    /// <param name="spread">Distribution index, at least 0.</param>
    /// <param name="uniform">Uniform in [0, 1): how far.</param>
    /// <param name="side">Uniform in [0, 1): near which parent.</param>
    public static double Crossed(double a, double b, double spread, double uniform, double side)
    {
        var factor = uniform <= 0.5 ? Power(2 * uniform, 1 / (spread + 1)) : Power(1 / (2 * (1 - uniform)), 1 / (spread + 1));
        var signed = side < 0.5 ? factor : -factor;
        return Math.Clamp(0.5 * (a + b) + 0.5 * signed * (a - b), 0, 1);
    }

    /// <summary>
    /// Polynomial mutation within [0, 1]. Deb and Goyal, "A combined genetic adaptive search (GeneAS) for engineering design", 1996, with the
    /// step shortened towards a near bound as in the authors' code for NSGA-II.
    /// </summary>
    /// <param name="u">The coordinate.</param>
    /// <param name="spread">Distribution index, at least 0.</param>
    /// <param name="uniform">Uniform in [0, 1): below one half the coordinate falls, above it rises.</param>
    public static double Mutated(double u, double spread, double uniform)
    {
        var power = spread + 1;
        var step = uniform < 0.5
            ? Power(2 * uniform + (1 - 2 * uniform) * Power(1 - u, power), 1 / power) - 1
            : 1 - Power(2 * (1 - uniform) + 2 * (uniform - 0.5) * Power(u, power), 1 / power);
        return Math.Clamp(u + step, 0, 1);
    }

    private static double Power(double x, double exponent) => x <= 0 ? 0 : PortableMath.Exp(exponent * PortableMath.Log(x));
}
