using System.Globalization;
using System.Text.Json;

namespace Search;

/// <summary>Reads parameters from the list and the map form of a space; shape errors here, domain errors in <see cref="SpaceRules"/>.</summary>
internal static class SpaceReader
{
    private static readonly Dictionary<string, string[]> FieldsOfType = new(StringComparer.Ordinal)
    {
        ["float"] = ["low", "high", "log", "step"],
        ["int"] = ["low", "high", "step", "log"],
        ["categorical"] = ["choices"],
        ["ordinal"] = ["choices"],
        ["frozen"] = ["value"],
    };

    private static readonly string[] Types = ["float", "int", "categorical", "ordinal", "frozen"];
    private static readonly string[] FieldsOfAny = ["default", "prior", "frozen"];
    private static readonly string[] PriorFields = ["mean", "width", "weight"];
    private static readonly string[] Beside = ["constraints", "start", "default"];

    public static SearchSpace Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => new SearchSpace(ReadList(json)),
        JsonValueKind.Object when IsListForm(json, out var list) => ReadParts(json, WithDefaults(ReadList(list), json)),
        JsonValueKind.Object => ReadParts(json, ReadMap(json)),
        _ => throw new SpaceException(SpaceRules.Root, $"is {Kind(json)}; give an object with \"parameters\", or one object for each parameter by name."),
    };

    /// <summary>A member "parameters" that is a list makes the list form; an object there would be a parameter of that name in the map form.</summary>
    private static bool IsListForm(JsonElement json, out JsonElement list)
    {
        if (!json.TryGetProperty("parameters", out list) || list.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var property in json.EnumerateObject().Where(property => !property.NameEquals("parameters") && !Beside.Contains(property.Name, StringComparer.Ordinal)))
            throw new SpaceException($"{SpaceRules.Root}.{property.Name}", "stands beside \"parameters\"; move it into that list or remove it.");
        return true;
    }

    private static SearchSpace ReadParts(JsonElement json, List<Parameter> parameters) =>
        new(parameters, SpacePartsReader.Constraints(json), SpacePartsReader.Start(json));

    /// <summary>In the list form the defaults may also stand together, by name, beside the parameters.</summary>
    private static List<Parameter> WithDefaults(List<Parameter> parameters, JsonElement json)
    {
        if (!json.TryGetProperty("default", out var defaults))
            return parameters;
        foreach (var (name, value) in SpacePartsReader.Point(defaults, $"{SpaceRules.Root}.default"))
        {
            var place = $"{SpaceRules.Root}.default.{name}";
            var index = parameters.FindIndex(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));
            if (index < 0)
                throw new SpaceException(place, $"names no parameter of the space{Nearest.Suggest(name, parameters.Select(parameter => parameter.Name))}.");
            if (parameters[index].Default is not null)
                throw new SpaceException(place, "is given with the parameter as well; remove one of the two.");
            parameters[index] = parameters[index] with { Default = value };
        }

        return parameters;
    }

    private static List<Parameter> ReadList(JsonElement list)
    {
        var parameters = new List<Parameter>();
        foreach (var item in list.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{SpaceRules.Root}.parameters[{parameters.Count}]");
            if (item.ValueKind != JsonValueKind.Object)
                throw new SpaceException(place, $"is {Kind(item)}; give an object with \"name\", \"type\" and the range.");
            if (!item.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(name.GetString()))
                throw new SpaceException($"{place}.name", "is missing or not a text; give the parameter a name.");
            parameters.Add(ReadParameter(name.GetString()!, item, named: true));
        }

        return parameters;
    }

    private static List<Parameter> ReadMap(JsonElement map)
    {
        var parameters = new List<Parameter>();
        foreach (var property in map.EnumerateObject().Where(property => !SpacePartsReader.IsPart(property)))
        {
            if (property.Value.ValueKind != JsonValueKind.Object)
                throw new SpaceException($"{SpaceRules.Root}.{property.Name}", $"is {Kind(property.Value)}; give an object with \"type\" and the range.");
            parameters.Add(ReadParameter(property.Name, property.Value, named: false));
        }

        return parameters;
    }

    private static Parameter ReadParameter(string name, JsonElement json, bool named)
    {
        var fields = new SpaceFields($"{SpaceRules.Root}.{name}", json);
        var type = fields.Text("type", $"give {string.Join(", ", Types)}");
        if (!FieldsOfType.TryGetValue(type, out var own))
            throw new SpaceException($"{fields.Path}.type", $"'{type}' is not a type{Nearest.Suggest(type, Types)}.");
        string[] common = type is "frozen" ? ["when"] : [.. FieldsOfAny, "when"];
        fields.RefuseOthers(named ? ["name", "type", .. own, .. common] : ["type", .. own, .. common]);
        var condition = ReadCondition(fields);
        if (type is "frozen")
            return new FrozenParameter(name, fields.ScalarOrNull("value") ?? throw new SpaceException($"{fields.Path}.value", "is missing; give the value to hold."), Condition: condition);
        Parameter parameter = type switch
        {
            "float" => new FloatParameter(name, fields.Number("low"), fields.Number("high"), fields.Flag("log"), fields.NumberOrNull("step"), condition),
            "int" => new IntParameter(name, fields.Whole("low"), fields.Whole("high"), fields.WholeOrNull("step") ?? 1, fields.Flag("log"), condition),
            "ordinal" => new OrdinalParameter(name, fields.Scalars("choices"), condition),
            _ => new CategoricalParameter(name, fields.Scalars("choices"), condition),
        };
        parameter = parameter with { Default = fields.ScalarOrNull("default"), Prior = ReadPrior(fields) };
        return fields.ScalarOrNull("frozen") is { } frozen ? new FrozenParameter(name, frozen, parameter with { Condition = null }, condition) : parameter;
    }

    private static Prior? ReadPrior(SpaceFields fields)
    {
        if (fields.Find("prior") is not { } json)
            return null;
        if (json.ValueKind != JsonValueKind.Object)
            throw new SpaceException($"{fields.Path}.prior", $"is {Kind(json)}; give an object such as {{\"mean\":0.001,\"width\":0.5}}.");
        var prior = new SpaceFields($"{fields.Path}.prior", json);
        prior.RefuseOthers(PriorFields);
        return new Prior(
            prior.ScalarOrNull("mean") ?? throw new SpaceException($"{prior.Path}.mean", "is missing; give the value that you expect to be best."),
            prior.NumberOrNull("width"), prior.NumberOrNull("weight") ?? 0.5);
    }

    private static When? ReadCondition(SpaceFields fields)
    {
        if (fields.Find("when") is not { } when)
            return null;
        if (when.ValueKind != JsonValueKind.Object)
            throw new SpaceException($"{fields.Path}.when", $"is {Kind(when)}; give an object such as {{\"arch\":[\"cnn\"]}}.");
        var clauses = new SpaceFields($"{fields.Path}.when", when);
        return new When([.. when.EnumerateObject().Select(property => new WhenClause(property.Name, clauses.Scalars(property.Name)))]);
    }

    internal static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Undefined => "missing",
        _ => json.GetRawText(),
    };
}
