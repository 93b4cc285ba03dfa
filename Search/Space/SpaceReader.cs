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
    };

    private static readonly string[] Types = ["float", "int", "categorical"];

    public static IReadOnlyList<Parameter> Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => ReadList(json),
        JsonValueKind.Object when IsListForm(json, out var list) => ReadList(list),
        JsonValueKind.Object => ReadMap(json),
        _ => throw new SpaceException(SpaceRules.Root, $"is {Kind(json)}; give an object with \"parameters\", or one object for each parameter by name."),
    };

    /// <summary>A member "parameters" that is a list makes the list form; an object there would be a parameter of that name in the map form.</summary>
    private static bool IsListForm(JsonElement json, out JsonElement list)
    {
        if (!json.TryGetProperty("parameters", out list) || list.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var property in json.EnumerateObject().Where(property => !property.NameEquals("parameters")))
            throw new SpaceException($"{SpaceRules.Root}.{property.Name}", "stands beside \"parameters\"; move it into that list or remove it.");
        return true;
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
        foreach (var property in map.EnumerateObject())
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
        fields.RefuseOthers(named ? ["name", "type", .. own, "when"] : ["type", .. own, "when"]);
        var condition = ReadCondition(fields);
        return type switch
        {
            "float" => new FloatParameter(name, fields.Number("low"), fields.Number("high"), fields.Flag("log"), fields.NumberOrNull("step"), condition),
            "int" => new IntParameter(name, fields.Whole("low"), fields.Whole("high"), fields.WholeOrNull("step") ?? 1, fields.Flag("log"), condition),
            _ => new CategoricalParameter(name, fields.Scalars("choices"), condition),
        };
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
