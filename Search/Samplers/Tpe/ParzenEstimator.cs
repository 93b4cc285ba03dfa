namespace Search;

/// <summary>
/// A density over the coordinates of one group: a mixture of a product kernel on each of n observations and the uniform prior, which
/// weighs as much as the mean observation and keeps every point of the space possible. Bergstra et al. 2011, section 4.2; the product kernel of
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
    private readonly double _total;
    private readonly bool _userPrior;
    private readonly double[] _weights;
    private readonly double[] _logWeights;
    private readonly double[] _scores;

    /// <param name="axes">The group's axes (d).</param>
    /// <param name="positions">Where their coordinates stand in the points (d).</param>
    /// <param name="points">The observations (n); may be empty, then the density is the prior.</param>
    /// <param name="weights">Weights of the observations (n), positive; of the study's own the mean is 1.</param>
    /// <param name="total">The sum of the weights; the prior weighs 1.</param>
    /// <param name="userPrior">Whether the prior is the one that people gave the space, where they did, in place of the uniform one.</param>
    public ParzenEstimator(UnitAxis[] axes, int[] positions, IReadOnlyList<double[]> points, double[] weights, double total, bool userPrior = false)
    {
        _axes = axes;
        (_count, _weights, _total, _userPrior) = (points.Count, weights, total, userPrior);
        _scores = new double[PortableVector.Padded(_count + 1)];
        _logWeights = new double[_scores.Length];
        var masses = new double[_count];
        Array.Fill(masses, 1);
        var common = 0.0;
        _kernels = new ParzenAxis[axes.Length];
        for (var j = 0; j < axes.Length; j++)
        {
            var centres = new double[_count];
            for (var i = 0; i < _count; i++)
                centres[i] = points[i][positions[j]];
            _kernels[j] = ParzenAxis.Create(axes[j], centres, Bandwidth(centres, axes.Length), ChoiceSmoothing);
            common += _kernels[j].ScaleKernels(masses);
        }

        Array.Fill(_logWeights, double.NegativeInfinity);
        for (var i = 0; i < _count; i++)
            _logWeights[i] = common + PortableMath.Log(weights[i] / masses[i]);
    }

    /// <summary>Draws a point (d) from the mixture; <paramref name="index"/> numbers the draw.</summary>
    /// <param name="random">Streams of this group (<see cref="GroupRandom"/>).</param>
    /// <param name="index">0-based number of the draw.</param>
    public double[] Draw(GroupRandom random, int index)
    {
        var component = 0;
        for (var rest = random.Component.Uniform(index) * (_total + 1); component < _count && rest >= _weights[component]; component++)
            rest -= _weights[component];
        var point = new double[_axes.Length];
        for (var j = 0; j < point.Length; j++)
        {
            var uniform = random.Kernels[j].Uniform(index);
            point[j] = component == _count ? _axes[j].Snap(_userPrior ? _axes[j].Draw(uniform) : uniform) : _kernels[j].Draw(component, uniform);
        }

        return point;
    }

    /// <summary>Log density of a point (d); not thread-safe, the scores are scratch space.</summary>
    public double LogDensity(double[] point)
    {
        Array.Copy(_logWeights, _scores, _scores.Length);
        var prior = 0.0;
        for (var j = 0; j < _kernels.Length; j++)
        {
            _kernels[j].AddLogKernels(point[j], _scores);
            prior += _kernels[j].LogPrior(point[j]) + (_userPrior ? _axes[j].LogPrior(point[j]) : 0);
        }

        _scores[_count] = prior;
        var largest = PortableVector.Largest(_scores);
        return largest + PortableMath.Log(PortableVector.SumOfExp(_scores, largest) / (_total + 1));
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
        var squares = 0.0;
        foreach (var centre in centres)
            squares += (centre - mean) * (centre - mean);
        var scott = Math.Max(Math.Sqrt(squares / n), SmallestSpread) * PortableMath.Exp(-PortableMath.Log(n) / (dimension + 4));
        return Math.Clamp(ScottShare * scott, 1.0 / Math.Min(100, n + 1), 1);
    }
}
