using System.Text.Json;
using System.Text.Json.Nodes;

namespace Search;

/// <summary>
/// The typed parameters that a search may vary and the conditions between them; immutable and checked when it is made, so that
/// every space that exists can be searched.
/// </summary>
public sealed class SearchSpace
{
    private readonly Dictionary<string, Parameter> _byName;

    /// <summary>Checks and takes the parts.</summary>
    /// <param name="parameters">In the order in which people see them; parents may come after their children. May be empty.</param>
    /// <param name="constraints">Linear constraints between numeric parameters; none by default.</param>
    /// <param name="start">Points to try first, each with some or all of the parameters; none by default.</param>
    /// <exception cref="SpaceException">
    /// A domain is empty, a condition cannot be evaluated, the constraints leave no point, or a start is outside; the path names the field.
    /// </exception>
    public SearchSpace(IEnumerable<Parameter> parameters, IEnumerable<LinearConstraint>? constraints = null, IEnumerable<ParameterSet>? start = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = [.. parameters];
        Constraints = [.. constraints ?? []];
        Start = [.. start ?? []];
        _byName = SpaceRules.Check(Parameters);
        ParentsFirst = SpaceRules.ParentsFirst(Parameters, _byName);
        ConstraintRules.Check(Constraints, _byName);
        if (Constraints.Count > 0)
            Anchor = ConstraintRules.Anchor(new UnitCube(this));
        StartRules.Check(this);
        Starts = StartRules.Merge(this);
    }

    /// <summary>The parameters in declared order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The linear constraints, in declared order.</summary>
    public IReadOnlyList<LinearConstraint> Constraints { get; }

    /// <summary>The points to try first as they were given, each with some or all of the parameters.</summary>
    public IReadOnlyList<ParameterSet> Start { get; }

    /// <summary>
    /// What the first trials are to be, one entry a trial: the parameters' defaults if there are any, then <see cref="Start"/> filled up with the
    /// defaults. What is still missing is drawn. Samplers from <see cref="Samplers.Create"/> propose them as trials 0, 1, ...
    /// </summary>
    public IReadOnlyList<ParameterSet> Starts { get; }

    /// <summary>Coordinates (d) of a point that fulfils the constraints; null when there are none.</summary>
    internal double[]? Anchor { get; }

    /// <summary>The parameters with every parent before its children, otherwise in declared order.</summary>
    internal IReadOnlyList<Parameter> ParentsFirst { get; }

    /// <summary>
    /// Reads the list form <c>{"parameters":[{"name":"lr","type":"float",...}]}</c> (or the bare list) or the map form
    /// <c>{"lr":{"type":"float",...}}</c>. Either may have <c>"constraints":[{"terms":{"a":1,"b":2},"max":10}]</c> and
    /// <c>"start":[{"lr":0.01}]</c> beside its parameters, the list form also <c>"default":{"lr":0.01}</c>.
    /// </summary>
    /// <exception cref="SpaceException">The JSON is not a space; the path names the bad field, as <c>space.lr.low</c>.</exception>
    public static SearchSpace Parse(JsonElement json) => SpaceReader.Read(json);

    /// <summary>Reads a space from JSON text; see <see cref="Parse(JsonElement)"/>.</summary>
    /// <exception cref="SpaceException">The text is not JSON or not a space.</exception>
    public static SearchSpace Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new SpaceException(SpaceRules.Root, $"not JSON ({error.Message}); give an object with \"parameters\".");
        }
    }

    /// <summary>The space in its list form, which <see cref="Parse(JsonElement)"/> reads back to an equal space.</summary>
    public JsonNode ToJson()
    {
        var json = new JsonObject { ["parameters"] = new JsonArray([.. Parameters.Select(parameter => parameter.ToJson())]) };
        if (Constraints.Count > 0)
            json["constraints"] = new JsonArray([.. Constraints.Select(constraint => constraint.ToJson())]);
        if (Start.Count > 0)
            json["start"] = new JsonArray([.. Start.Select(point => new JsonObject(point.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)Scalar.ToJson(value.Value)))))]);
        return json;
    }

    /// <summary>The parameter of that name, or null.</summary>
    public Parameter? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// The parameters that exist under <paramref name="values"/>, in declared order. Values of parameters that do not exist
    /// under the others are ignored, so that they cannot switch on their children.
    /// </summary>
    public IReadOnlyList<Parameter> Active(IReadOnlyDictionary<string, object> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var present = new Dictionary<string, object>(StringComparer.Ordinal);
        var active = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in ParentsFirst)
        {
            if (parameter.Condition is { } condition && !condition.Holds(present))
                continue;
            active.Add(parameter.Name);
            if (values.TryGetValue(parameter.Name, out var value))
                present[parameter.Name] = value;
        }

        return active.Count == Parameters.Count ? Parameters : [.. Parameters.Where(parameter => active.Contains(parameter.Name))];
    }

    /// <summary>Whether <paramref name="set"/> holds exactly the active parameters, each with a value of its domain, and breaks no constraint.</summary>
    public bool Contains(ParameterSet set) => Problem(set) is null;

    /// <summary>What keeps <paramref name="set"/> from being a point of this space, as <c>lr: 2 is not a number from 0 to 1</c>; null when nothing does.</summary>
    public string? Problem(ParameterSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var active = Active(set);
        foreach (var parameter in active)
        {
            if (!set.TryGetValue(parameter.Name, out var value))
                return $"{parameter.Name}: missing; give {parameter.Domain}.";
            if (!parameter.Contains(value))
                return $"{parameter.Name}: {Scalar.Show(value)} is not {parameter.Domain}.";
        }

        var names = active.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        if (set.Keys.FirstOrDefault(name => !names.Contains(name)) is not { } extra)
            return BrokenBy(set) is { } broken ? $"breaks the constraint {broken}." : null;
        return Find(extra) is { } inactive
            ? $"{extra}: exists only when {inactive.Condition}; leave it out."
            : $"{extra}: no such parameter{Nearest.Suggest(extra, Parameters.Select(parameter => parameter.Name))}.";
    }

    /// <summary>
    /// The same point in declared order and with each parameter's own type, so that a set that went through a database or a
    /// person's hands (1 for 1.0, other order) equals the proposed one.
    /// </summary>
    /// <exception cref="SpaceException">The set is not a point of this space.</exception>
    public ParameterSet Canonical(ParameterSet set)
    {
        if (Problem(set) is { } problem)
            throw new SpaceException("parameters", problem);
        return new ParameterSet(Active(set).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Canonical(set[parameter.Name])!)));
    }

    /// <summary>The first constraint that the values break; null when all hold or a parameter of it is missing.</summary>
    internal LinearConstraint? BrokenBy(ParameterSet set)
    {
        foreach (var constraint in Constraints.Where(constraint => constraint.Terms.All(term => set.ContainsKey(term.Key))))
        {
            if (constraint.Excess([.. constraint.Terms.Select(term => Scalar.Number(set[term.Key])!.Value)]) != 0)
                return constraint;
        }

        return null;
    }
}
