namespace Search;

/// <summary>
/// One parameter as a coordinate of [0, 1]. A discrete parameter cuts the interval into one cell a level: equal cells for steps and
/// choices, cells between log(v - 1/2) and log(v + 1/2) for whole numbers on a log scale. A uniform coordinate is thus a uniform
/// draw from the domain (in its scale), and the coordinate of a level is inside its cell.
/// </summary>
public sealed class UnitAxis
{
    private const double Ln10 = 2.30258509299404568402;

    private readonly double _low;
    private readonly double _width;
    private readonly PriorCurve? _prior;

    internal UnitAxis(Parameter parameter)
    {
        Parameter = parameter;
        (Levels, var low, var high) = parameter switch
        {
            FloatParameter { Log: true } p => (0, PortableMath.Log(p.Low), PortableMath.Log(p.High)),
            FloatParameter p => (p.Levels, p.Low, p.High),
            IntParameter { Log: true } p => (p.Levels, PortableMath.Log(p.Low - 0.5), PortableMath.Log(p.High + 0.5)),
            IntParameter p => (p.Levels, p.Low, (double)p.High),
            ChoiceParameter p => (p.Choices.Count, 0, p.Choices.Count),
            FrozenParameter => (1, 0, 1),
            _ => throw new ArgumentException($"{parameter.GetType().Name} has no coordinate.", nameof(parameter)),
        };
        _low = low;
        _width = high - low;
        if (parameter.Prior is { } prior)
            _prior = new PriorCurve(this, prior.Weight, MeanOf(prior), WidthOf(prior));
    }

    /// <summary>The parameter that this axis stands for.</summary>
    public Parameter Parameter { get; }

    /// <summary>Number of values; 0 for a continuous parameter, 1 for a frozen one.</summary>
    public long Levels { get; }

    /// <summary>Whether the levels have no order, so that a distance between coordinates means nothing.</summary>
    public bool IsCategorical => Parameter is CategoricalParameter;

    /// <summary>Whether a person has a hunch about this parameter.</summary>
    public bool HasPrior => _prior is not null;

    /// <summary>The coordinate of a value: the middle of its cell when discrete; NaN when it is not in the domain.</summary>
    public double ToUnit(object value)
    {
        if (Parameter.Canonical(value) is not { } canonical)
            return double.NaN;
        return Parameter switch
        {
            FloatParameter { Log: true } => Fraction(PortableMath.Log((double)canonical)),
            FloatParameter { Step: { } step } p => (Math.Round(((double)canonical - p.Low) / step) + 0.5) / Levels,
            FloatParameter => Fraction((double)canonical),
            IntParameter { Log: true } => Fraction(PortableMath.Log((long)canonical)),
            IntParameter p => (((long)canonical - p.Low) / p.Step + 0.5) / Levels,
            ChoiceParameter p => (p.IndexOf(canonical) + 0.5) / Levels,
            _ => 0.5,
        };
    }

    /// <summary>The value at a coordinate; coordinates outside [0, 1] are moved to the nearer end.</summary>
    public object FromUnit(double coordinate)
    {
        var u = Math.Clamp(coordinate, 0, 1);
        return Parameter switch
        {
            FloatParameter { Log: true } p => Math.Clamp(PortableMath.Exp(_low + u * _width), p.Low, p.High),
            FloatParameter { Step: not null } p => p.AtLevel(Level(u)),
            FloatParameter p => Math.Clamp(_low + u * _width, p.Low, p.High),
            IntParameter { Log: true } p => Math.Clamp((long)Math.Round(PortableMath.Exp(_low + u * _width)), p.Low, p.High),
            IntParameter p => p.Low + Level(u) * p.Step,
            ChoiceParameter p => p.Choices[(int)Level(u)],
            _ => ((FrozenParameter)Parameter).Value,
        };
    }

    /// <summary>The nearest coordinate that stands for a value: the middle of the cell when discrete, else the coordinate itself.</summary>
    public double Snap(double coordinate) => Levels == 0 ? Math.Clamp(coordinate, 0, 1) : ToUnit(FromUnit(coordinate));

    /// <summary>The cell of discrete level <paramref name="level"/> (0-based), as the interval of its coordinates.</summary>
    public (double Low, double High) Cell(long level) => Parameter is IntParameter { Log: true } p
        ? (Fraction(PortableMath.Log(p.Low + level - 0.5)), Fraction(PortableMath.Log(p.Low + level + 0.5)))
        : (level / (double)Levels, (level + 1) / (double)Levels);

    /// <summary>The level (0-based) of a coordinate of a discrete axis.</summary>
    public long LevelOf(double coordinate) => Parameter is IntParameter { Log: true } p ? (long)FromUnit(coordinate) - p.Low : Level(coordinate);

    /// <summary>Turns a uniform number of [0, 1) into a coordinate drawn from the prior, in increasing order; the number itself without one.</summary>
    public double Draw(double uniform) => _prior?.Quantile(uniform) ?? uniform;

    /// <summary>Log density of the prior at a coordinate of [0, 1], against the uniform distribution; 0 without a prior.</summary>
    public double LogPrior(double coordinate) => _prior?.LogDensity(Math.Clamp(coordinate, 0, 1)) ?? 0;

    /// <summary>Derivative of <see cref="LogPrior"/>, of narrow cells that of the curve through them; 0 for choices and without a prior.</summary>
    internal double LogPriorSlope(double coordinate) => _prior?.Slope(Math.Clamp(coordinate, 0, 1)) ?? 0;

    /// <summary>The coordinate of a number of the range that need not be on the grid.</summary>
    internal double OffGrid(double number) => Parameter switch
    {
        FloatParameter { Log: true } or IntParameter { Log: true } => Fraction(PortableMath.Log(number)),
        FloatParameter { Step: { } step } p => Math.Clamp(((number - p.Low) / step + 0.5) / Levels, 0, 1),
        IntParameter p => Math.Clamp(((number - p.Low) / p.Step + 0.5) / Levels, 0, 1),
        _ => Fraction(number),
    };

    private double MeanOf(Prior prior) => Parameter is ChoiceParameter ? ToUnit(prior.Mean) : OffGrid(Scalar.Number(prior.Mean)!.Value);

    /// <summary>A prior's width in coordinates.</summary>
    private double WidthOf(Prior prior) => Math.Clamp(prior.Width is not { } width ? 0.1 : Parameter switch
    {
        FloatParameter { Log: true } or IntParameter { Log: true } => width * Ln10 / _width,
        FloatParameter { Step: { } step } => width / (step * Levels),
        IntParameter p => width / ((double)p.Step * Levels),
        _ => width / _width,
    }, 1e-6, 1e3);

    private double Fraction(double scaled) => Math.Clamp((scaled - _low) / _width, 0, 1);

    private long Level(double u) => Math.Clamp((long)(u * Levels), 0, Levels - 1);
}
