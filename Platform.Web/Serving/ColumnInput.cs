using System.Text.Json;
using Platform.Core;
using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>Reads the rows of a prediction request to a model of tables: an object a row, with a value for each column.</summary>
public static class ColumnInput
{
    private const int MostErrors = 10, LongestName = 100;

    /// <summary>The rows of <c>{"inputs":[{"age": 39, "sex": "Male"},…]}</c>: numbers and texts, null where a value is missing.</summary>
    /// <exception cref="InvalidInputException">Not such a document; says what was expected. Whether values fit their columns is the model's to say.</exception>
    public static IReadOnlyDictionary<string, object?>[] Read(ReadOnlyMemory<byte> body, ModelSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        using var document = JsonBody.Parse(body, PredictInput.Strict);
        var names = string.Join(", ", signature.Columns!.Take(20).Select(column => column.Name));
        var inputs = PredictInput.Inputs(document.RootElement, $"[{{…}}, …]}}, an object with the columns {names} each");
        var errors = new List<FieldError>();
        var rows = inputs.EnumerateArray().Select((row, at) => errors.Count < MostErrors ? ReadRow(row, at, errors) : []).ToArray();
        return errors.Count == 0 ? rows : throw new InvalidInputException(errors);
    }

    private static Dictionary<string, object?> ReadRow(JsonElement row, int at, List<FieldError> errors)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (row.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError($"inputs[{at}]", "is not an object; give a value for each column by its name."));
            return values;
        }

        foreach (var member in row.EnumerateObject())
        {
            if (errors.Count >= MostErrors)
                break;
            if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.True or JsonValueKind.False)
                errors.Add(new FieldError($"inputs[{at}].{(member.Name.Length <= LongestName ? member.Name : member.Name[..LongestName])}", "is no plain value; give a number, a text, or null for a missing value."));
            else
                values[member.Name] = member.Value.ValueKind switch { JsonValueKind.Number => member.Value.GetDouble(), JsonValueKind.String => member.Value.GetString(), _ => null };
        }

        return values;
    }
}
