namespace Search;

/// <summary>
/// One parameter as a coordinate of [0, 1]. A discrete parameter cuts the interval into one cell a level: equal cells for steps and
/// choices, cells between log(v - 1/2) and log(v + 1/2) for whole numbers on a log scale. A uniform coordinate is thus a uniform
/// draw from the domain (in its scale), and the coordinate of a level is inside its cell.
/// </summary>
public sealed class UnitAxis
{
    private readonly double _low;
    private readonly double _width;

    internal UnitAxis(Parameter parameter)
    {
        Parameter = parameter;
        (Levels, var low, var high) = parameter switch
        {
            FloatParameter { Log: true } p => (0, PortableMath.Log(p.Low), PortableMath.Log(p.High)),
            FloatParameter p => (p.Levels, p.Low, p.High),
            IntParameter { Log: true } p => (p.Levels, PortableMath.Log(p.Low - 0.5), PortableMath.Log(p.High + 0.5)),
            IntParameter p => (p.Levels, p.Low, (double)p.High),
            CategoricalParameter p => (p.Choices.Count, 0, p.Choices.Count),
            _ => throw new ArgumentException($"{parameter.GetType().Name} has no coordinate.", nameof(parameter)),
        };
        _low = low;
        _width = high - low;
    }

    /// <summary>The parameter that this axis stands for.</summary>
    public Parameter Parameter { get; }

    /// <summary>Number of values; 0 for a continuous parameter.</summary>
    public long Levels { get; }

    /// <summary>Whether the levels have no order, so that a distance between coordinates means nothing.</summary>
    public bool IsCategorical => Parameter is CategoricalParameter;

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
            _ => (((CategoricalParameter)Parameter).IndexOf(canonical) + 0.5) / Levels,
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
            _ => ((CategoricalParameter)Parameter).Choices[(int)Level(u)],
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

    private double Fraction(double scaled) => Math.Clamp((scaled - _low) / _width, 0, 1);

    private long Level(double u) => Math.Clamp((long)(u * Levels), 0, Levels - 1);
}
