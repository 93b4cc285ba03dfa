using System.Text.Json;
using System.Text.Json.Nodes;
using Search;

namespace Platform.Core.Experiments;

/// <summary>Reads the key <c>space</c>. The search library stops at the first error of a space, so parameters are tried one by one first.</summary>
internal sealed class SweepFileSpace(SweepFileErrors errors)
{
    private static readonly SearchSpace None = new([]);

    // What may stand beside the parameters. In the map form a group of such a name is a parameter.
    private static readonly string[] Parts = ["constraints", "start", "default"];

    public SearchSpace Read(SweepFileNode? node, ParameterSet fixedFields)
    {
        var parameters = node switch
        {
            null => [],
            SweepFileMap map when ListOf(map) is { } list => Named(list),
            SweepFileMap map => [.. map.Members.Where(member => !IsPart(member))],
            SweepFileList list => Named(list),
            _ => Refuse(node),
        };
        if (parameters is null)
            return None;
        if (parameters.Count is 0 or > SweepFile.MaxParameters)
        {
            errors.Add("space", parameters.Count == 0
                ? "is missing or empty; give at least one parameter, such as learning_rate: {type: float, low: 1e-4, high: 1e-1, log: true}."
                : $"has {parameters.Count} parameters; at most {SweepFile.MaxParameters} are allowed.");
            return None;
        }

        return Build(parameters, PartsOf(node), fixedFields);
    }

    // Null: the map form.
    private static SweepFileList? ListOf(SweepFileMap map) =>
        map.Members.FirstOrDefault(member => member.Key == "parameters").Value is SweepFileList list
        && map.Members.All(member => member.Key == "parameters" || Parts.Contains(member.Key, StringComparer.Ordinal)) ? list : null;

    private static bool IsPart(KeyValuePair<string, SweepFileNode> member) =>
        member.Value is SweepFileList && Parts.Contains(member.Key, StringComparer.Ordinal);

    private List<KeyValuePair<string, JsonNode?>> PartsOf(SweepFileNode? node)
    {
        var parts = new List<KeyValuePair<string, JsonNode?>>();
        if (node is not SweepFileMap map)
            return parts;
        foreach (var member in map.Members.Where(member => ListOf(map) is null ? IsPart(member) : member.Key != "parameters"))
        {
            if (member.Value is SweepFileList { Items.Count: > SweepFile.MaxParameters } list)
                errors.Add($"space.{member.Key}", $"has {list.Items.Count} entries; at most {SweepFile.MaxParameters} are allowed.");
            else if (ToJson(member.Value) is { } json)
                parts.Add(KeyValuePair.Create(member.Key, (JsonNode?)json));
            else
                errors.Add($"space.{member.Key}", "holds a text or number that cannot be used; give finite numbers and printable texts.");
        }

        return parts;
    }

    private SearchSpace Build(IReadOnlyList<KeyValuePair<string, SweepFileNode>> parameters, List<KeyValuePair<string, JsonNode?>> parts, ParameterSet fixedFields)
    {
        var before = errors.Count;
        var sound = new JsonObject();
        foreach (var (name, definition) in parameters)
        {
            if (fixedFields.ContainsKey(name))
                errors.Add($"space.{name}", "is also given under 'fixed'; remove it from one of the two.");
            else if (!SweepFileFields.IsName(name))
                errors.Add($"space.{SweepFileFields.Shorten(name)}", "is not a usable name; give the name of a training field.");
            else if (sound.ContainsKey(name))
                errors.Add($"space.{name}", "is given twice; remove one of the two.");
            else if (TryOne(name, definition) is { } json)
                sound.Add(name, json);
        }

        // Conditions name other parameters: they can only be judged when every parameter is sound.
        if (errors.Count > before)
            WithoutConditions(sound);
        if (Parse(errors.Count > before ? sound : WithParts(sound, parts)) is { } space)
            return space;
        WithoutConditions(sound);
        return SearchSpace.Parse(JsonSerializer.SerializeToElement(sound));
    }

    private static JsonObject WithParts(JsonObject map, List<KeyValuePair<string, JsonNode?>> parts)
    {
        var list = new JsonArray();
        foreach (var (name, definition) in map)
        {
            var parameter = definition!.DeepClone().AsObject();
            parameter["name"] = name;
            list.Add(parameter);
        }

        return new JsonObject(parts.Prepend(KeyValuePair.Create("parameters", (JsonNode?)list)));
    }

    private JsonNode? TryOne(string name, SweepFileNode definition)
    {
        if (ToJson(definition) is not { } json)
        {
            errors.Add($"space.{name}", "holds a text or number that cannot be used; give finite numbers and printable texts.");
            return null;
        }

        if (json is JsonObject group && group["choices"] is JsonArray { Count: > SweepFile.MaxChoices } choices)
        {
            errors.Add($"space.{name}.choices", $"has {choices.Count} choices; at most {SweepFile.MaxChoices} are allowed.");
            return null;
        }

        var alone = json.DeepClone();
        (alone as JsonObject)?.Remove("when");
        return Parse(new JsonObject { [name] = alone }) is null ? null : json;
    }

    private SearchSpace? Parse(JsonObject map)
    {
        try
        {
            return SearchSpace.Parse(JsonSerializer.SerializeToElement(map));
        }
        catch (SpaceException error)
        {
            errors.Add(SweepFileFields.Shorten(error.Path), error.Problem);
            return null;
        }
    }

    private static void WithoutConditions(JsonObject map)
    {
        foreach (var (_, definition) in map)
            (definition as JsonObject)?.Remove("when");
    }

    // The list form: [{name: learning_rate, type: float, ...}].
    private List<KeyValuePair<string, SweepFileNode>> Named(SweepFileList list)
    {
        var parameters = new List<KeyValuePair<string, SweepFileNode>>();
        foreach (var item in list.Items)
        {
            if (item is SweepFileMap map && map.Members.FirstOrDefault(m => m.Key == "name").Value is SweepFileScalar { Value: string name })
                parameters.Add(KeyValuePair.Create(name, (SweepFileNode)new SweepFileMap([.. map.Members.Where(m => m.Key != "name")])));
            else
                errors.Add($"space.parameters[{parameters.Count}].name", "is missing; give each parameter of the list a name.");
        }

        return parameters;
    }

    private IReadOnlyList<KeyValuePair<string, SweepFileNode>>? Refuse(SweepFileNode node)
    {
        errors.Add("space", $"is {node.Kind}; give parameters by name, such as learning_rate: {{type: float, low: 1e-4, high: 1e-1, log: true}}.");
        return null;
    }

    // Null: something in it is no JSON value. Reals keep their point, so that 1.0 stays a real number.
    private static JsonNode? ToJson(SweepFileNode node)
    {
        switch (node)
        {
            case SweepFileMap map:
                var group = new JsonObject();
                foreach (var (key, value) in map.Members)
                {
                    if (!SweepFileFields.IsName(key) || (ToJson(value) is not { } member))
                        return null;
                    group.Add(key, member);
                }

                return group;
            case SweepFileList list:
                var items = list.Items.Select(ToJson).ToArray();
                return Array.TrueForAll(items, item => item is not null) ? new JsonArray(items) : null;
            default:
                return SweepFileFields.Usable(node) switch
                {
                    double real => JsonNode.Parse(SweepFileNumber.Write(real)),
                    long whole => JsonValue.Create(whole),
                    bool flag => JsonValue.Create(flag),
                    string text => JsonValue.Create(text),
                    _ => null,
                };
        }
    }
}
