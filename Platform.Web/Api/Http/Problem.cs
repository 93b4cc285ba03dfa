using Platform.Core;

namespace Platform.Web.Api;

/// <summary>A problem document (RFC 9457): what went wrong, for people, without internals.</summary>
/// <param name="Errors">The wrong fields; only in answers about invalid input.</param>
/// <param name="Evaluation">What each gate saw; only in answers of promotions that gates refused.</param>
/// <param name="RetryAfter">For 503: when another try makes sense.</param>
public sealed record Problem(int Status, string Title, string Detail, string? Type = null, IReadOnlyList<FieldError>? Errors = null, TimeSpan? RetryAfter = null, object? Evaluation = null)
{
    public const string GatesRefusedType = "urn:platform:gates-refused";

    public const string ConfirmationNeededType = "urn:platform:confirmation-needed";

    /// <summary>Writes the document as the answer.</summary>
    public Task WriteAsync(HttpContext context)
    {
        if (RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = ((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (Errors is not null)
            extensions["errors"] = Errors;
        if (Evaluation is not null)
            extensions["evaluation"] = Evaluation;
        return Results.Problem(Detail, context.Request.Path, Status, Title, Type, extensions).ExecuteAsync(context);
    }
}
