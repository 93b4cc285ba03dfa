using System.Text.Json;

namespace Search;

/// <summary>Typed reading of the fields of one JSON object, with errors that name the field's path.</summary>
internal readonly record struct SpaceFields(string Path, JsonElement Json)
{
    public JsonElement? Find(string field) =>
        Json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string Text(string field, string remedy) => Need(field, remedy) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : throw Wrong(field, remedy);

    public double Number(string field) => NumberOrNull(field) ?? throw Missing(field, "give a number");

    public double? NumberOrNull(string field) => Find(field) is not { } value ? null : Scalar.Read(value) switch
    {
        double real => real,
        long whole => whole,
        _ => throw Wrong(field, "give a number"),
    };

    public long Whole(string field) => WholeOrNull(field) ?? throw Missing(field, "give a whole number");

    public long? WholeOrNull(string field) => Find(field) is not { } value ? null : Scalar.Read(value) switch
    {
        long whole => whole,
        double real when Math.Floor(real) == real && Math.Abs(real) <= SpaceRules.LargestInteger => (long)real,
        _ => throw Wrong(field, "give a whole number"),
    };

    public object? ScalarOrNull(string field) => Find(field) is not { } value ? null
        : Scalar.Read(value) ?? throw Wrong(field, "give a number, a text, true or false");

    public bool Flag(string field) => Find(field) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(field, "give true or false"),
    };

    /// <summary>A list of scalars; a single scalar counts as a list of one.</summary>
    public IReadOnlyList<object> Scalars(string field)
    {
        const string Remedy = "give a list of numbers, texts or true/false";
        var value = Need(field, Remedy);
        var place = $"{Path}.{field}";
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => Scalar.Read(item) ?? throw new SpaceException(place, $"holds {SpaceReader.Kind(item)}; {Remedy}."))]
            : [Scalar.Read(value) ?? throw Wrong(field, Remedy)];
    }

    public void RefuseOthers(string[] known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in Json.EnumerateObject())
        {
            if (!known.Contains(property.Name, StringComparer.Ordinal))
                throw new SpaceException($"{Path}.{property.Name}", $"is not a field of this type{Nearest.Suggest(property.Name, known)}.");
            if (!seen.Add(property.Name))
                throw new SpaceException($"{Path}.{property.Name}", "is given twice; remove one of the two.");
        }
    }

    private JsonElement Need(string field, string remedy) => Find(field) ?? throw Missing(field, remedy);

    private SpaceException Missing(string field, string remedy) => new($"{Path}.{field}", $"is missing; {remedy}.");

    private SpaceException Wrong(string field, string remedy) => new($"{Path}.{field}", $"is {SpaceReader.Kind(Json.GetProperty(field))}; {remedy}.");
}
