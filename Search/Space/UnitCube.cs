namespace Search;

/// <summary>
/// The map between a space and the unit cube [0, 1]^d, one coordinate a parameter in declared order. The one place where log
/// scales, steps, choices and conditions are turned into numbers; samplers see coordinates only.
/// </summary>
public sealed class UnitCube
{
    private readonly int[] _parentsFirst;
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
    }

    /// <summary>The space mapped.</summary>
    public SearchSpace Space { get; }

    /// <summary>One axis a parameter, in declared order.</summary>
    public IReadOnlyList<UnitAxis> Axes { get; }

    /// <summary>Number of coordinates, d.</summary>
    public int Dimension => Axes.Count;

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
        if (point.Length != Dimension)
            throw new ArgumentException($"The point has {point.Length} coordinates, the space {Dimension}.", nameof(point));
        var active = new double[Dimension];
        Array.Fill(active, double.NaN);
        foreach (var i in _parentsFirst)
        {
            if (IsActive(i, active))
                active[i] = point[i];
        }

        return new ParameterSet(Axes.Zip(active).Where(pair => !double.IsNaN(pair.Second))
            .Select(pair => KeyValuePair.Create(pair.First.Parameter.Name, pair.First.FromUnit(pair.Second))));
    }

    /// <summary>
    /// A point (d) whose values fulfil the space's constraints, near <paramref name="point"/>: the point itself when they do.
    /// Whatever a sampler proposes or scores goes through here.
    /// </summary>
    /// <param name="point">Coordinates (d); those of inactive parameters are ignored.</param>
    /// <param name="random">Decides where a forbidden point is moved to.</param>
    internal static double[] Repair(double[] point, TrialRandom random)
    {
        _ = random;
        return point;
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
        var choices = ((CategoricalParameter)Axes[parent].Parameter).Choices;
        return (parent, [.. choices.Select(choice => clause.Values.Any(value => Scalar.Same(value, choice)))]);
    }
}
