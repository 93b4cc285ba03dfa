using System.Globalization;
using System.Text.Json;

namespace Search;

/// <summary>Typed reading of the object of one line, such as <c>tell</c>: each error names the field and the remedy.</summary>
internal sealed class AskTellReader
{
    private static readonly string[] States = ["completed", "failed", "pruned"];
    private readonly string _line;
    private readonly JsonElement _json;

    public AskTellReader(string line, JsonElement json, string[] fields, string example)
    {
        (_line, _json) = (line, json);
        if (json.ValueKind != JsonValueKind.Object)
            throw new AskTellException($"{line}: give an object such as {example}.");
        if (json.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !fields.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new AskTellException($"{line}.{unknown}: is not a field{Nearest.Suggest(unknown, fields)}.");
    }

    public bool Has(string field) => _json.TryGetProperty(field, out _);

    public int Trial() => _json.TryGetProperty("trial", out var trial) && Scalar.Read(trial) is long number
        ? Narrow(number)
        : throw new AskTellException($"{_line}.trial: is missing or not a whole number; give the number that ask answered.");

    public int Step() => _json.TryGetProperty("step", out var step) && Scalar.Read(step) is long number
        ? Narrow(number)
        : throw new AskTellException($"{_line}.step: is missing or not a whole number; give the step, counted from 1.");

    public double Value() => _json.TryGetProperty("value", out var value)
        ? Number("value", value)
        : throw new AskTellException($"{_line}.value: is missing; give a number.");

    public TrialState State()
    {
        if (!_json.TryGetProperty("state", out var state))
            return TrialState.Completed;
        var name = state.ValueKind == JsonValueKind.String ? state.GetString() : null;
        return name switch
        {
            "completed" => TrialState.Completed,
            "failed" => TrialState.Failed,
            "pruned" => TrialState.Pruned,
            _ => throw new AskTellException($"{_line}.state: {state.GetRawText()} is not a state; give {string.Join(" or ", States.Select(known => $"\"{known}\""))}."),
        };
    }

    /// <summary>A list of finite numbers; null when it is not there.</summary>
    public IReadOnlyList<double>? Numbers(string field)
    {
        if (!_json.TryGetProperty(field, out var list))
            return null;
        if (list.ValueKind != JsonValueKind.Array)
            throw new AskTellException($"{_line}.{field}: {list.GetRawText()} is not a list; give numbers as [0.1].");
        return [.. list.EnumerateArray().Select(item => Number(field, item))];
    }

    public ParameterSet Parameters()
    {
        if (!_json.TryGetProperty("params", out var json))
            throw new AskTellException($"{_line}.params: is missing; give values by parameter, such as {{\"lr\":0.01}}.");
        try
        {
            return new ParameterSet(SpacePartsReader.Point(json, $"{_line}.params"));
        }
        catch (SpaceException error)
        {
            throw new AskTellException(error.Message);
        }
    }

    private double Number(string field, JsonElement value) => Scalar.Read(value) is { } scalar && Scalar.Number(scalar) is { } number
        ? number
        : throw new AskTellException($"{_line}.{field}: {value.GetRawText()} is not a finite number; give one{(field == "values" ? ", or \"state\":\"failed\" instead of values" : "")}.");

    /// <summary>Numbers beyond 32 bits are as wrong as any that was never asked for.</summary>
    private static int Narrow(long number) => number is >= int.MinValue and <= int.MaxValue
        ? (int)number
        : throw new AskTellException(string.Create(CultureInfo.InvariantCulture, $"{number} is out of range; give a number that ask answered."));
}
