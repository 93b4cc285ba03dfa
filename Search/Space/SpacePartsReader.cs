using System.Globalization;
using System.Text.Json;

namespace Search;

/// <summary>Reads what stands beside the parameters of a space: <c>constraints</c> and <c>start</c>, each a list.</summary>
internal static class SpacePartsReader
{
    private static readonly string[] ConstraintFields = ["name", "terms", "min", "max"];

    /// <summary>Whether a member of the map form is such a part; an object of that name is a parameter.</summary>
    public static bool IsPart(JsonProperty property) =>
        property.Name is "constraints" or "start" && property.Value.ValueKind == JsonValueKind.Array;

    public static IReadOnlyList<LinearConstraint> Constraints(JsonElement json)
    {
        const string Example = "{\"terms\":{\"a\":1,\"b\":2},\"max\":10}";
        var constraints = new List<LinearConstraint>();
        foreach (var (item, path) in Items(json, "constraints", Example))
        {
            if (item.ValueKind != JsonValueKind.Object)
                throw new SpaceException(path, $"is {SpaceReader.Kind(item)}; give an object such as {Example}.");
            var fields = new SpaceFields(path, item);
            fields.RefuseOthers(ConstraintFields);
            if (fields.Find("terms") is not { ValueKind: JsonValueKind.Object } terms)
                throw new SpaceException($"{path}.terms", "is missing or not an object; give parameters and their factors, such as {\"a\":1,\"b\":2}.");
            var factors = new SpaceFields($"{path}.terms", terms);
            constraints.Add(new LinearConstraint(
                [.. terms.EnumerateObject().Select(term => KeyValuePair.Create(term.Name, factors.Number(term.Name)))],
                fields.NumberOrNull("min"), fields.NumberOrNull("max"),
                fields.Find("name") is null ? null : fields.Text("name", "give a text")));
        }

        return constraints;
    }

    public static IReadOnlyList<ParameterSet> Start(JsonElement json) =>
        [.. Items(json, "start", "{\"lr\":0.01}").Select(item => new ParameterSet(Point(item.Json, item.Path)))];

    /// <summary>The names and values of one point.</summary>
    public static IReadOnlyList<KeyValuePair<string, object>> Point(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new SpaceException(path, $"is {SpaceReader.Kind(json)}; give values by parameter, such as {{\"lr\":0.01}}.");
        var values = new List<KeyValuePair<string, object>>();
        foreach (var property in json.EnumerateObject())
        {
            if (values.Exists(value => string.Equals(value.Key, property.Name, StringComparison.Ordinal)))
                throw new SpaceException($"{path}.{property.Name}", "is given twice; remove one of the two.");
            values.Add(KeyValuePair.Create(property.Name, Scalar.Read(property.Value)
                ?? throw new SpaceException($"{path}.{property.Name}", $"is {SpaceReader.Kind(property.Value)}; give a number, a text, true or false.")));
        }

        return values;
    }

    private static IReadOnlyList<(JsonElement Json, string Path)> Items(JsonElement json, string part, string example)
    {
        if (!json.TryGetProperty(part, out var list) || list.ValueKind == JsonValueKind.Object && !json.TryGetProperty("parameters", out _))
            return [];
        if (list.ValueKind != JsonValueKind.Array)
            throw new SpaceException($"{SpaceRules.Root}.{part}", $"is {SpaceReader.Kind(list)}; give a list such as [{example}].");
        return [.. list.EnumerateArray().Select((item, index) => (item, string.Create(CultureInfo.InvariantCulture, $"{SpaceRules.Root}.{part}[{index}]")))];
    }
}
