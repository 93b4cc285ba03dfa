using System.Net;
using System.Text;
using System.Text.Json;

namespace Platform.Cli.Api;

/// <summary>The platform refused: the message is what its problem details (RFC 9457) say, with one line for each wrong field.</summary>
public sealed class ApiException : Exception
{
    private const string ConfirmationType = "urn:platform:confirmation-needed";

    private ApiException(HttpStatusCode status, string message, bool needsConfirmation, string? code = null) : base(message)
    {
        Status = status;
        NeedsConfirmation = needsConfirmation;
        Code = code;
    }

    public HttpStatusCode Status { get; }

    /// <summary>MLflow's error code where its API refused; null elsewhere.</summary>
    public string? Code { get; }

    /// <summary>Whether the same request with "confirm" would be accepted.</summary>
    public bool NeedsConfirmation { get; }

    /// <summary>What each gate saw, where the gates of a model refused.</summary>
    public JsonElement? Evaluation { get; private init; }

    /// <summary>Reads a refusal; a body that is no problem document is quoted.</summary>
    public static ApiException From(HttpStatusCode status, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var problem = document.RootElement;
            var text = new StringBuilder(Text(problem, "detail") ?? Text(problem, "title") ?? Text(problem, "message") ?? $"The platform answered {(int)status}.");
            if (problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
                foreach (var error in errors.EnumerateArray())
                    text.Append(Environment.NewLine).Append("  ").Append(Text(error, "field") ?? "?").Append(": ").Append(Text(error, "message"));
            return new(status, text.ToString(), Text(problem, "type") == ConfirmationType, Text(problem, "error_code"))
            {
                Evaluation = problem.TryGetProperty("evaluation", out var evaluation) ? evaluation.Clone() : null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var quote = body.Length > 300 ? body[..300] + "…" : body;
            return new(status, $"The platform answered {(int)status} {status}: {quote}".TrimEnd(' ', ':'), needsConfirmation: false);
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
