namespace Search;

/// <summary>
/// A density over the coordinates of one group: an equal mixture of a product kernel on each of n observations and the uniform
/// prior, which keeps every point of the space possible. Bergstra et al. 2011, section 4.2; the product kernel of
/// Falkner, Klein, Hutter, "BOHB", ICML 2018, section 3.2. Cost O(n d) a point.
/// </summary>
internal sealed class ParzenEstimator
{
    /// <summary>Bandwidth in units of Scott's rule. Below 1 because good trials cluster in few places, and the rule is made for one normal cluster.</summary>
    private const double ScottShare = 0.7;

    /// <summary>Smallest spread that the rule is given: equal centres would leave a kernel of no width.</summary>
    private const double SmallestSpread = 0.05;

    /// <summary>Weight that a categorical kernel spreads over all choices, against 1 on its own: large enough that a few early good trials do not settle a choice.</summary>
    private const double ChoiceSmoothing = 2;

    private readonly UnitAxis[] _axes;
    private readonly ParzenAxis[] _kernels;
    private readonly int _count;
    private readonly double[] _scores;

    /// <param name="axes">The group's axes (d).</param>
    /// <param name="points">Coordinates (n, d) of the observations; may be empty, then the density is the prior.</param>
    public ParzenEstimator(UnitAxis[] axes, IReadOnlyList<double[]> points)
    {
        _axes = axes;
        _count = points.Count;
        _scores = new double[_count + 1];
        _kernels = [.. axes.Select((axis, j) =>
        {
            double[] centres = [.. points.Select(point => point[j])];
            return ParzenAxis.Create(axis, centres, Bandwidth(centres, axes.Length), ChoiceSmoothing);
        })];
    }

    /// <summary>Draws a point (d) from the mixture; <paramref name="index"/> numbers the draw.</summary>
    public double[] Draw(TrialRandom random, int index)
    {
        var component = random.Stream("component").Stream(_axes[0].Parameter.Name).Below(index, _count + 1);
        return [.. _axes.Select((axis, j) =>
        {
            var uniform = random.Stream("kernel").Stream(axis.Parameter.Name).Uniform(index);
            return component == _count ? axis.Snap(uniform) : _kernels[j].Draw(component, uniform);
        })];
    }

    /// <summary>Log density of a point (d); not thread-safe, the scores are scratch space.</summary>
    public double LogDensity(double[] point)
    {
        Array.Clear(_scores);
        for (var j = 0; j < _kernels.Length; j++)
        {
            _kernels[j].AddLogKernels(point[j], _scores);
            _scores[_count] += _kernels[j].LogPrior(point[j]);
        }

        var largest = _scores.Max();
        var sum = 0.0;
        foreach (var score in _scores)
            sum += PortableMath.Exp(score - largest);
        return largest + PortableMath.Log(sum / _scores.Length);
    }

    /// <summary>
    /// Scott's rule s n^(-1/(d+4)) (Multivariate Density Estimation, 1992, equation 6.42) times <see cref="ScottShare"/>, but at
    /// least 1/(n + 1), and no finer than 1/100, so that a few trials close together do not end the search there.
    /// </summary>
    private static double Bandwidth(double[] centres, int dimension)
    {
        var n = centres.Length;
        if (n == 0)
            return 1;
        var mean = PortableMath.Sum(centres) / n;
        var spread = Math.Sqrt(PortableMath.Sum(Array.ConvertAll(centres, centre => (centre - mean) * (centre - mean))) / n);
        var scott = Math.Max(spread, SmallestSpread) * PortableMath.Exp(-PortableMath.Log(n) / (dimension + 4));
        return Math.Clamp(ScottShare * scott, 1.0 / Math.Min(100, n + 1), 1);
    }
}
