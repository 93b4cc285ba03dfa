using System.Globalization;
using System.Text.Json;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>How a program asks a served version: one command to copy, with an input that fits.</summary>
internal static class ServingExample
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null for a model that answers nothing.</summary>
    /// <param name="address">Of the server, with a slash at the end.</param>
    /// <param name="served"><c>name@alias</c>.</param>
    /// <param name="signature">What it takes.</param>
    /// <param name="row">A table's row to ask for, as text, null for a missing value; without it the usual one.</param>
    public static string? Curl(string address, string served, ModelSignature signature, IReadOnlyDictionary<string, string?>? row = null)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (signature.Columns is { } columns)
            return Post("predict", $"'{Quoted(new { inputs = new[] { columns.ToDictionary(column => column.Name, column => row is null ? column.Usual : Typed(column.Kind, row.GetValueOrDefault(column.Name)), StringComparer.Ordinal) } })}'");
        if (signature.Series is { } series)
            return string.Create(CultureInfo.InvariantCulture, $"# window.json: {{\"inputs\": [[step, step, …]]}}, at least {series.Length} steps, each [{string.Join(", ", series.Columns.Take(10))}]\n{Post("predict", "@window.json")}");
        if (signature is { DType: "int64", Classes.Count: 0 })
            return Post("generate", "'{\"prompt\": \"The \", \"tokens\": 200}'");
        return signature.Classes.Count == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"# an empty picture: {signature.InputLength} values from {signature.Low} to {signature.High}, row by row\n{Post("predict", $"\"{{\\\"inputs\\\": [[$(printf '0,%.0s' $(seq {signature.InputLength - 1}))0]]}}\"")}");

        string Post(string what, string body) => $"curl -X POST {address}api/v1/models/{served}/{what} \\\n  -H 'Content-Type: application/json' \\\n  -d {body}";
    }

    // A number where it is one; the server says what is wrong with anything else.
    private static object? Typed(string kind, string? text) =>
        kind == "number" && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : text;

    // Within single quotes of a shell.
    private static string Quoted(object body) => JsonSerializer.Serialize(body, Plain).Replace("'", "'\\''", StringComparison.Ordinal);
}
