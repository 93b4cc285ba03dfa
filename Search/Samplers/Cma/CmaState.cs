namespace Search;

/// <summary>
/// The distribution from which one generation is drawn, and how it follows from the one before. Equation numbers: Hansen, "The CMA evolution
/// strategy: a tutorial", arXiv 1604.00772. Axes are the numeric ones; each has a factor of its own that <see cref="CmaMargin"/> raises.
/// Choices have an independent distribution each that moves towards the good members' choices, the natural gradient step for a categorical
/// distribution, with a least probability: Hamano et al., "CatCMA: stochastic optimization for mixed-category problems", GECCO 2024,
/// sections 3.2 and 4.2. Coordinates that a member does not have teach nothing. Cost O(population n^2 + n^3) a generation.
/// </summary>
internal sealed class CmaState
{
    private const double SmallestSigma = 1e-6, LargestSigma = 1, WorstCondition = 1e14, LargestPopulationFactor = 16;

    /// <summary>Trials that can be compared.</summary>
    private const int LeastPopulation = 2;

    /// <summary>Bound of the margin, which must stay below 1/2: with it an end of a single whole number is left half of the draws.</summary>
    private const double LargestMargin = 1.0 / 3;

    private readonly CmaLayout _layout;
    private readonly CmaOptions _options;
    private readonly long _seed;
    private readonly int _firstPopulation;
    private readonly List<double> _bests = [];
    private double[] _pathSigma = [];
    private double[] _pathC = [];
    private double[,] _covariance = new double[0, 0];
    private int _updates;

    public CmaState(CmaLayout layout, CmaOptions options, long seed)
    {
        (_layout, _options, _seed) = (layout, options, seed);
        var dimension = Math.Max(1, layout.Cube.Dimension);
        Population = _firstPopulation = options.Population > 0 ? Math.Max(LeastPopulation, options.Population) : 4 + (int)Math.Floor(3 * PortableMath.Log(dimension));
        Begin();
    }

    /// <summary>Number of the first trial of this generation.</summary>
    public int First { get; private set; }

    /// <summary>Trials in this generation.</summary>
    public int Population { get; private set; }

    /// <summary>0-based number of this generation.</summary>
    public int Generation { get; private set; }

    /// <summary>How often the search has started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Centre of the distribution (n).</summary>
    public double[] Mean { get; private set; } = [];

    /// <summary>Step size.</summary>
    public double Sigma { get; private set; }

    /// <summary>Factor of each axis (n), 1 unless it is discrete.</summary>
    public double[] Factors { get; private set; } = [];

    /// <summary>Probabilities of each choice of each categorical axis.</summary>
    public double[][] Probabilities { get; private set; } = [];

    /// <summary>Covariance (n, n) of a step in units of <see cref="Sigma"/> and <see cref="Factors"/>, as roots of its eigenvalues (n) and its eigenvectors.</summary>
    public (double[] Roots, double[,] Vectors) Shape { get; private set; }

    /// <summary>A copy that goes on independently.</summary>
    public CmaState Copy()
    {
        var copy = new CmaState(_layout, _options, _seed)
        {
            First = First, Population = Population, Generation = Generation, Restarts = Restarts, Mean = [.. Mean], Sigma = Sigma,
            Factors = [.. Factors], Probabilities = [.. Probabilities.Select(row => row.ToArray())], Shape = Shape,
        };
        copy._bests.Clear();
        copy._bests.AddRange(_bests);
        (copy._pathSigma, copy._pathC, copy._covariance, copy._updates) = ([.. _pathSigma], [.. _pathC], (double[,])_covariance.Clone(), _updates);
        return copy;
    }

    /// <summary>Goes to the next generation with what the members of this one gave, best first.</summary>
    public void Advance(CmaMember[] ordered)
    {
        First += Population;
        Generation++;
        // Without a ranked pair there is nothing to compare; and the better half, which attracts, must not hold trials without a value.
        var ranked = ordered.Count(member => member.Rank is not null);
        if (ranked < LeastPopulation)
            return;
        ordered = ordered[..Math.Min(ordered.Length, 2 * ranked)];
        var constants = CmaConstants.Of(ordered.Length, Math.Max(1, Mean.Length));
        if (Mean.Length > 0)
            MoveNumbers(ordered, constants);
        MoveChoices(ordered, constants);
        _bests.Add(ordered[0].Rank!.Value.Score);
        if (_options.Restarts && IsAtRest())
        {
            Restarts++;
            Population = (int)Math.Min(2L * Population, (long)(LargestPopulationFactor * _firstPopulation)); // IPOP: Auger and Hansen, CEC 2005
            Begin();
        }
    }

    private void Begin()
    {
        var n = _layout.Numbers.Length;
        Mean = Restarts == 0 ? [.. Enumerable.Repeat(0.5, n)] : QuasiRandom.Sobol(n, TrialRandom.For(_seed, 0).Stream("cma restarts")).Point(Restarts);
        Sigma = _options.Sigma;
        Factors = [.. Enumerable.Repeat(1.0, n)];
        Probabilities = [.. _layout.Choices.Select(i => Enumerable.Repeat(1.0 / _layout.Cube.Axes[i].Levels, (int)_layout.Cube.Axes[i].Levels).ToArray())];
        (_pathSigma, _pathC, _updates) = (new double[n], new double[n], 0);
        _covariance = new double[n, n];
        for (var j = 0; j < n; j++)
            _covariance[j, j] = 1;
        Shape = SymmetricEigen.Of(_covariance);
        _bests.Clear();
        KeepMargins();
    }

    private void MoveNumbers(CmaMember[] ordered, CmaConstants k)
    {
        var n = Mean.Length;
        var steps = Array.ConvertAll(ordered, Step);
        var mean = new double[n];
        for (var i = 0; i < steps.Length && k.Weights[i] > 0; i++)
        {
            for (var j = 0; j < n; j++)
                mean[j] += k.Weights[i] * (double.IsNaN(steps[i][j]) ? 0 : steps[i][j]);
        }

        for (var j = 0; j < n; j++)
            Mean[j] = Math.Clamp(Mean[j] + Sigma * Factors[j] * mean[j], 0, 1); // equation 42
        _updates++;
        var whitened = Whiten(mean);
        var (keepSigma, addSigma) = (1 - k.CSigma, Math.Sqrt(k.CSigma * (2 - k.CSigma) * k.MuEff));
        for (var j = 0; j < n; j++)
            _pathSigma[j] = keepSigma * _pathSigma[j] + addSigma * whitened[j]; // equation 43
        var length = Length(_pathSigma);
        var unsettled = 1 - PortableMath.Exp(2 * _updates * PortableMath.Log(keepSigma));
        var isShort = length / Math.Sqrt(unsettled) < (1.4 + 2.0 / (n + 1)) * k.Expected;
        var addC = isShort ? Math.Sqrt(k.Cc * (2 - k.Cc) * k.MuEff) : 0;
        for (var j = 0; j < n; j++)
            _pathC[j] = (1 - k.Cc) * _pathC[j] + addC * mean[j]; // equation 45
        MoveCovariance(steps, k, isShort);
        Sigma = Math.Clamp(Sigma * PortableMath.Exp(Math.Min(1, k.CSigma / k.DSigma * (length / k.Expected - 1))), SmallestSigma / 10, LargestSigma); // equation 44
        var eigen = SymmetricEigen.Of(_covariance);
        Shape = (Array.ConvertAll(eigen.Values, value => Math.Sqrt(Math.Max(value, 1e-30))), eigen.Vectors);
        KeepMargins();
    }

    /// <summary>Equation 47, with negative weights scaled by equation 46; a pair of coordinates that a member has not keeps its covariance.</summary>
    private void MoveCovariance(double[][] steps, CmaConstants k, bool isShort)
    {
        var n = Mean.Length;
        var weights = new double[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var size = k.Weights[i] >= 0 ? 1 : Length(Whiten(Array.ConvertAll(steps[i], step => double.IsNaN(step) ? 0 : step)));
            weights[i] = k.Weights[i] >= 0 ? k.Weights[i] : k.Weights[i] * n / Math.Max(size * size, 1e-12);
        }

        var lost = isShort ? 0 : k.C1 * k.Cc * (2 - k.Cc);
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var old = _covariance[a, b];
                var sum = 0.0;
                for (var i = 0; i < steps.Length; i++)
                {
                    var product = steps[i][a] * steps[i][b];
                    sum += double.IsNaN(product) ? 0 : weights[i] * product - k.Weights[i] * old;
                }

                _covariance[a, b] = _covariance[b, a] = (1 + lost - k.C1) * old + k.C1 * _pathC[a] * _pathC[b] + k.CMu * sum;
            }
        }
    }

    /// <summary>The step (n) from the mean in units of sigma and factor, NaN where there is none; cut to a likely length, as points of an older
    /// distribution may be far: Hansen, "Injecting external solutions into CMA-ES", arXiv 1110.4181, equation 4.</summary>
    private double[] Step(CmaMember member)
    {
        var n = Mean.Length;
        var step = new double[n];
        for (var j = 0; j < n; j++)
            step[j] = (member.Numbers[j] - Mean[j]) / (Sigma * Factors[j]);
        var length = Length(Whiten(Array.ConvertAll(step, value => double.IsNaN(value) ? 0 : value)));
        var most = Math.Sqrt(n) + 2.0 * n / (n + 2);
        return length <= most ? step : Array.ConvertAll(step, value => value * most / length);
    }

    private void MoveChoices(CmaMember[] ordered, CmaConstants k)
    {
        for (var c = 0; c < Probabilities.Length; c++)
        {
            var levels = Probabilities[c].Length;
            var rate = k.MuEff / (k.MuEff + levels + Probabilities.Length);
            for (var level = 0; level < levels; level++)
            {
                var gain = 0.0;
                for (var i = 0; i < ordered.Length && k.Weights[i] > 0; i++)
                    gain += ordered[i].Choices[c] < 0 ? 0 : k.Weights[i] * ((ordered[i].Choices[c] == level ? 1 : 0) - Probabilities[c][level]);
                Probabilities[c][level] += rate * gain;
            }

            Probabilities[c] = AtLeast(Probabilities[c], LeastProbability(levels));
        }
    }

    /// <summary>CatCMA, section 4.2: with probability 0.27 or more some choice of a generation's member is not the most likely one.</summary>
    private double LeastProbability(int levels) =>
        levels < 2 ? 1 : (1 - PortableMath.Exp(PortableMath.Log(0.73) / Probabilities.Length)) / (levels - 1);

    private static double[] AtLeast(double[] probabilities, double least)
    {
        var raised = Array.ConvertAll(probabilities, probability => Math.Max(probability, least));
        var (excess, room) = (PortableMath.Sum(raised) - 1, PortableMath.Sum(raised) - least * raised.Length);
        return room <= 0 ? raised : Array.ConvertAll(raised, probability => probability - excess * (probability - least) / room);
    }

    private void KeepMargins()
    {
        for (var j = 0; j < Mean.Length; j++)
        {
            if (_layout.Cube.Axes[_layout.Numbers[j]] is { Levels: > 0 } axis)
                (Mean[j], Factors[j]) = CmaMargin.Correct(axis, Mean[j], Sigma * Math.Sqrt(Math.Max(_covariance[j, j], 1e-30)), Factors[j], Math.Min(LargestMargin, 1.0 / (Mean.Length * Population)));
        }
    }

    /// <summary>Equations in section B.3: the steps are tiny, the shape is degenerate, or the best of the last generations are all alike.</summary>
    private bool IsAtRest()
    {
        var n = Mean.Length;
        if (n > 0)
        {
            var (least, most) = (Shape.Roots.Min(), Shape.Roots.Max());
            if (Sigma * most < SmallestSigma || most * most > WorstCondition * least * least)
                return true;
        }

        var generations = 10 + (int)Math.Ceiling(30.0 * Math.Max(1, n) / Population);
        if (_bests.Count < generations)
            return false;
        var last = _bests[^generations..];
        return last.Max() - last.Min() <= 1e-12 * Math.Max(1, Math.Abs(last.Min()));
    }

    /// <summary>C^(-1/2) y.</summary>
    private double[] Whiten(double[] y)
    {
        var (roots, vectors) = Shape;
        var (n, white) = (y.Length, new double[y.Length]);
        for (var k = 0; k < n; k++)
        {
            var along = 0.0;
            for (var j = 0; j < n; j++)
                along += vectors[j, k] * y[j];
            for (var j = 0; j < n; j++)
                white[j] += vectors[j, k] * along / roots[k];
        }

        return white;
    }

    private static double Length(double[] y)
    {
        var sum = 0.0;
        foreach (var value in y)
            sum += value * value;
        return Math.Sqrt(sum);
    }
}
