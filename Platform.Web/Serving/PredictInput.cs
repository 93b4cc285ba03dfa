using System.Globalization;
using System.Text.Json;
using Platform.Core;
using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>Reads the rows of a prediction request and checks them against the model's signature.</summary>
public static class PredictInput
{
    /// <summary>Largest body, in bytes: a thousand rows of 28×28 values with all their digits.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Most rows of one request.</summary>
    public const int MaxRows = 1_000;

    private const int MostErrors = 10;

    internal static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The rows of <c>{"inputs":[[…],…]}</c> as the model takes them.</summary>
    /// <exception cref="InvalidInputException">Not such a document, or rows that do not fit; says what was expected.</exception>
    public static float[][] Read(ReadOnlyMemory<byte> body, ModelSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        using var document = JsonBody.Parse(body, Strict);
        var inputs = Inputs(document.RootElement, $"[[…], …]}}, {Row(signature)} each");
        return Rows(inputs, inputs.GetArrayLength(), signature);
    }

    /// <summary>The list under <c>inputs</c>, of at most <see cref="MaxRows"/> rows.</summary>
    /// <exception cref="InvalidInputException">There is none, or something beside it.</exception>
    internal static JsonElement Inputs(JsonElement root, string expected)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("inputs", out var inputs) || inputs.ValueKind != JsonValueKind.Array)
            throw new InvalidInputException("inputs", $"is missing or not a list; send {{\"inputs\": {expected}.");
        if (root.EnumerateObject().FirstOrDefault(p => !p.NameEquals("inputs")) is { Value.ValueKind: not JsonValueKind.Undefined })
            throw new InvalidInputException("body", "has members beside 'inputs'; remove them.");
        var count = inputs.GetArrayLength();
        if (count is 0 or > MaxRows)
            throw new InvalidInputException("inputs", $"has {count} rows; send 1 to {MaxRows}.");
        return inputs;
    }

    private static float[][] Rows(JsonElement inputs, int count, ModelSignature signature)
    {
        var errors = new List<FieldError>();
        var rows = new float[count][];
        var at = 0;
        foreach (var row in inputs.EnumerateArray())
        {
            if (errors.Count < MostErrors)
                rows[at] = ReadRow(row, at, signature, errors);
            at++;
        }

        return errors.Count == 0 ? rows : throw new InvalidInputException(errors);
    }

    private static float[] ReadRow(JsonElement row, int at, ModelSignature signature, List<FieldError> errors)
    {
        if (row.ValueKind != JsonValueKind.Array)
        {
            errors.Add(new FieldError($"inputs[{at}]", $"is not a list; expected {Row(signature)}."));
            return [];
        }

        if (row.GetArrayLength() != signature.InputLength)
        {
            errors.Add(new FieldError($"inputs[{at}]", $"has {row.GetArrayLength()} values; expected {Row(signature)}."));
            return [];
        }

        var values = new float[signature.InputLength];
        var i = 0;
        foreach (var value in row.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetSingle(out values[i]) || !(values[i] >= signature.Low && values[i] <= signature.High))
            {
                errors.Add(new FieldError($"inputs[{at}][{i}]", $"is {Show(value)}; expected a number from {Text(signature.Low)} to {Text(signature.High)}."));
                return [];
            }

            i++;
        }

        return values;
    }

    private static string Row(ModelSignature signature) =>
        $"{signature.InputLength} numbers from {Text(signature.Low)} to {Text(signature.High)} (shape [{string.Join(", ", signature.InputShape)}], flat, row by row)";

    private static string Show(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 30 ? text : text[..30] + "…";
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
