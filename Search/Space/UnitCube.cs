namespace Search;

/// <summary>
/// The map between a space and the unit cube [0, 1]^d, one coordinate a parameter in declared order. The one place where log
/// scales, steps, choices and conditions are turned into numbers; samplers see coordinates only.
/// </summary>
public sealed class UnitCube
{
    private readonly int[] _parentsFirst;
    private readonly FeasibleRegion _region;
    private readonly (int Parent, bool[] On)[][] _conditions;

    /// <summary>The cube of a space.</summary>
    public UnitCube(SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space = space;
        Axes = [.. space.Parameters.Select(parameter => new UnitAxis(parameter))];
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < space.Parameters.Count; i++)
            positions[space.Parameters[i].Name] = i;
        _parentsFirst = [.. space.ParentsFirst.Select(parameter => positions[parameter.Name])];
        _conditions = [.. space.Parameters.Select(parameter => (parameter.Condition?.Clauses ?? []).Select(clause => Compile(clause, positions)).ToArray())];
        HasPrior = Axes.Any(axis => axis.HasPrior);
        _region = new FeasibleRegion(this);
    }

    /// <summary>The space mapped.</summary>
    public SearchSpace Space { get; }

    /// <summary>One axis a parameter, in declared order.</summary>
    public IReadOnlyList<UnitAxis> Axes { get; }

    /// <summary>Number of coordinates, d.</summary>
    public int Dimension => Axes.Count;

    /// <summary>Whether the existence of other parameters depends on axis <paramref name="axis"/>.</summary>
    internal bool IsParent(int axis) => Array.Exists(_conditions, clauses => Array.Exists(clauses, clause => clause.Parent == axis));

    /// <summary>Positions of the axes with every parent before its children.</summary>
    internal IReadOnlyList<int> ParentsFirst => _parentsFirst;

    /// <summary>The coordinates (d) of a set; NaN where a parameter is missing, inactive or outside its domain.</summary>
    public double[] Encode(IReadOnlyDictionary<string, object> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var point = new double[Dimension];
        Array.Fill(point, double.NaN);
        foreach (var i in _parentsFirst)
        {
            if (IsActive(i, point) && values.TryGetValue(Axes[i].Parameter.Name, out var value))
                point[i] = Axes[i].ToUnit(value);
        }

        return point;
    }

    /// <summary>The set at a point (d): only the parameters active there; coordinates of the others are ignored.</summary>
    public ParameterSet Decode(ReadOnlySpan<double> point)
    {
        var active = Mask(point);
        return new ParameterSet(Axes.Zip(active).Where(pair => !double.IsNaN(pair.Second))
            .Select(pair => KeyValuePair.Create(pair.First.Parameter.Name, pair.First.FromUnit(pair.Second))));
    }

    /// <summary>
    /// A point (d) whose values fulfil the space's constraints, near <paramref name="point"/>: the point itself when they do.
    /// Whatever a sampler proposes or scores goes through here. Choices without order, and parameters that switch others on, stay as they are
    /// unless no value of the other parameters goes with them. See <see cref="FeasibleRegion.Repair"/> for how and at what cost.
    /// </summary>
    /// <param name="point">Coordinates (d); those of inactive parameters are ignored.</param>
    /// <param name="random">Decides where a forbidden point is moved to.</param>
    public double[] Repair(double[] point, TrialRandom random) => _region.Repair(point, random);

    /// <summary>Whether the values at a point (d) fulfil every constraint of the space whose parameters all exist there.</summary>
    public bool IsFeasible(double[] point) => _region.Holds(Mask(point));

    /// <summary>Whether people gave a hunch for any parameter.</summary>
    public bool HasPrior { get; }

    /// <summary>
    /// Log density of the space's priors at a point (d), against uniform draws: the sum over the parameters active there, which a
    /// model may weigh its acquisition with (Hvarfner et al., "piBO", ICLR 2022, equation 6); 0 where nobody has a hunch. Cost O(d).
    /// </summary>
    public double LogPrior(double[] point)
    {
        if (!HasPrior)
            return 0;
        var active = Mask(point);
        var sum = 0.0;
        for (var i = 0; i < Dimension; i++)
        {
            if (Axes[i].HasPrior && !double.IsNaN(active[i]))
                sum += Axes[i].LogPrior(active[i]);
        }

        return sum;
    }

    /// <summary>Turns an even point (d) into one spread after the priors; the point itself where nobody has a hunch.</summary>
    internal double[] FromPrior(double[] point) => HasPrior ? [.. point.Select((u, i) => Axes[i].Draw(u))] : point;

    /// <summary>The point (d) with NaN for the coordinates of parameters that do not exist there.</summary>
    internal double[] Mask(ReadOnlySpan<double> point)
    {
        if (point.Length != Dimension)
            throw new ArgumentException($"The point has {point.Length} coordinates, the space {Dimension}.", nameof(point));
        var active = new double[Dimension];
        Array.Fill(active, double.NaN);
        foreach (var i in _parentsFirst)
        {
            if (IsActive(i, active))
                active[i] = point[i];
        }

        return active;
    }

    /// <summary>The clauses under which the parameter of an axis exists: the axis of the categorical parent and which of its levels switch it on.</summary>
    internal IReadOnlyList<(int Parent, bool[] On)> ConditionsOf(int axis) => _conditions[axis];

    /// <summary>
    /// Whether the parameter of axis <paramref name="axis"/> exists at <paramref name="point"/> (d), in which the coordinates of
    /// its parents are set, NaN for those that do not exist.
    /// </summary>
    internal bool IsActive(int axis, double[] point)
    {
        foreach (var (parent, on) in _conditions[axis])
        {
            if (double.IsNaN(point[parent]) || !on[Axes[parent].LevelOf(point[parent])])
                return false;
        }

        return true;
    }

    /// <summary>A clause as the position of its parent and, for each of the parent's choices, whether it switches the parameter on.</summary>
    private (int Parent, bool[] On) Compile(WhenClause clause, Dictionary<string, int> positions)
    {
        var parent = positions[clause.Parent];
        var choices = Axes[parent].Parameter is FrozenParameter frozen ? [frozen.Value] : ((ChoiceParameter)Axes[parent].Parameter).Choices;
        return (parent, [.. choices.Select(choice => clause.Values.Any(value => Scalar.Same(value, choice)))]);
    }
}
