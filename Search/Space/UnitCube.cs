namespace Search;

/// <summary>
/// The map between a space and the unit cube [0, 1]^d, one coordinate a parameter in declared order. The one place where log
/// scales, steps, choices and conditions are turned into numbers; samplers see coordinates only.
/// </summary>
public sealed class UnitCube
{
    private readonly int[] _parentsFirst;

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
        var active = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var i in _parentsFirst)
        {
            var parameter = Axes[i].Parameter;
            if ((parameter.Condition?.Holds(active) ?? true) && values.TryGetValue(parameter.Name, out var value))
            {
                active[parameter.Name] = value;
                point[i] = Axes[i].ToUnit(value);
            }
        }

        return point;
    }

    /// <summary>The set at a point (d): only the parameters active there; coordinates of the others are ignored.</summary>
    public ParameterSet Decode(ReadOnlySpan<double> point)
    {
        if (point.Length != Dimension)
            throw new ArgumentException($"The point has {point.Length} coordinates, the space {Dimension}.", nameof(point));
        var active = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var i in _parentsFirst)
        {
            var parameter = Axes[i].Parameter;
            if (parameter.Condition?.Holds(active) ?? true)
                active[parameter.Name] = Axes[i].FromUnit(point[i]);
        }

        return new ParameterSet(Space.Parameters.Where(p => active.ContainsKey(p.Name)).Select(p => KeyValuePair.Create(p.Name, active[p.Name])));
    }
}
