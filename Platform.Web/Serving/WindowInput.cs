using System.Text.Json;
using Platform.Core;
using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>Reads the windows of a prediction request to a model of series: a list of steps each, oldest first, a step a list of numbers or an object by column.</summary>
public static class WindowInput
{
    private const int MostErrors = 10, LongestName = 100;

    /// <summary>The windows of <c>{"inputs":[[[5.8, 2.0],…],…]}</c> or <c>{"inputs":[[{"HUFL": 5.8, "HULL": 2.0},…],…]}</c>; NaN where a value is null or left out.</summary>
    /// <param name="body">The document.</param>
    /// <param name="series">What the model takes.</param>
    /// <returns>By window, step and column.</returns>
    /// <exception cref="InvalidInputException">Not such a document; says what was expected.</exception>
    public static double[][][] Read(ReadOnlyMemory<byte> body, SeriesSignature series)
    {
        ArgumentNullException.ThrowIfNull(series);
        using var document = JsonBody.Parse(body, PredictInput.Strict);
        var step = $"a list of {series.Columns.Count} numbers ({string.Join(", ", series.Columns.Take(20))}) or an object with these names";
        var inputs = PredictInput.Inputs(document.RootElement, $"[[…], …]}}, each a list of at least {series.Length} steps, oldest first, and a step {step}");
        var errors = new List<FieldError>();
        var windows = inputs.EnumerateArray().Select((window, at) => Window(window, at)).ToArray();
        return errors.Count == 0 ? windows : throw new InvalidInputException(errors);

        double[][] Window(JsonElement window, int at)
        {
            if (errors.Count >= MostErrors)
                return [];
            if (window.ValueKind == JsonValueKind.Array)
                return [.. window.EnumerateArray().Select((values, number) => errors.Count < MostErrors ? Step(values, $"inputs[{at}][{number}]") : [])];
            errors.Add(new FieldError($"inputs[{at}]", $"is not a list; give its steps, oldest first, each {step}."));
            return [];
        }

        double[] Step(JsonElement values, string path)
        {
            switch (values.ValueKind)
            {
                case JsonValueKind.Array when values.GetArrayLength() == series.Columns.Count:
                    return [.. values.EnumerateArray().Select((value, i) => Number(value, $"{path}[{i}]"))];
                case JsonValueKind.Array:
                    errors.Add(new FieldError(path, $"has {values.GetArrayLength()} values; give {step}."));
                    return [];
                case JsonValueKind.Object when values.EnumerateObject().FirstOrDefault(member => !series.Columns.Contains(member.Name, StringComparer.Ordinal)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown:
                    errors.Add(new FieldError($"{path}.{(unknown.Name.Length <= LongestName ? unknown.Name : unknown.Name[..LongestName])}", $"is no column of the model; its columns are {string.Join(", ", series.Columns.Take(20))}."));
                    return [];
                case JsonValueKind.Object:
                    return [.. series.Columns.Select(column => values.TryGetProperty(column, out var value) ? Number(value, $"{path}.{column}") : double.NaN)];
                default:
                    errors.Add(new FieldError(path, $"is neither a list nor an object; give {step}."));
                    return [];
            }
        }

        double Number(JsonElement value, string path)
        {
            if (value.ValueKind == JsonValueKind.Null)
                return double.NaN;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number))
                return number;
            errors.Add(new FieldError(path, "is no finite number; give one, or null for a missing value."));
            return double.NaN;
        }
    }
}
