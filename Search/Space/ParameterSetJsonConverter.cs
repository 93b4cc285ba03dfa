using System.Text.Json;
using System.Text.Json.Serialization;

namespace Search;

/// <summary>Reads and writes a <see cref="ParameterSet"/> as a plain JSON object of scalars.</summary>
public sealed class ParameterSetJsonConverter : JsonConverter<ParameterSet>
{
    /// <inheritdoc/>
    public override ParameterSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException($"Parameters must be an object of name and value, not {document.RootElement.ValueKind}.");
        try
        {
            return new ParameterSet(document.RootElement.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Value(property))));
        }
        catch (ArgumentException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ParameterSet value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        foreach (var (name, scalar) in value)
        {
            writer.WritePropertyName(name);
            Scalar.Write(writer, scalar);
        }

        writer.WriteEndObject();
    }

    private static object Value(JsonProperty property) => Scalar.Read(property.Value)
        ?? throw new JsonException($"Parameter '{property.Name}' is {property.Value.GetRawText()}; give a number, a text, true or false.");
}
