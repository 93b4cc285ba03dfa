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

    /// <summary>Checks and takes the parameters.</summary>
    /// <param name="parameters">In the order in which people see them; parents may come after their children. May be empty.</param>
    /// <exception cref="SpaceException">A domain is empty or a condition cannot be evaluated; the path names the field.</exception>
    public SearchSpace(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = [.. parameters];
        _byName = SpaceRules.Check(Parameters);
        ParentsFirst = SpaceRules.ParentsFirst(Parameters, _byName);
    }

    /// <summary>The parameters in declared order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The parameters with every parent before its children, otherwise in declared order.</summary>
    internal IReadOnlyList<Parameter> ParentsFirst { get; }

    /// <summary>
    /// Reads the list form <c>{"parameters":[{"name":"lr","type":"float",...}]}</c> (or the bare list) or the map form
    /// <c>{"lr":{"type":"float",...}}</c>.
    /// </summary>
    /// <exception cref="SpaceException">The JSON is not a space; the path names the bad field, as <c>space.lr.low</c>.</exception>
    public static SearchSpace Parse(JsonElement json) => new(SpaceReader.Read(json));

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
    public JsonNode ToJson() => new JsonObject { ["parameters"] = new JsonArray([.. Parameters.Select(parameter => parameter.ToJson())]) };

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

    /// <summary>Whether <paramref name="set"/> holds exactly the active parameters, each with a value of its domain.</summary>
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
            return null;
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
}
