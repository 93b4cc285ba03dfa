using Platform.Core;
using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>/models/{name}@{alias}/explain: why a served version gives its answers.</summary>
internal static class ExplainEndpoint
{
    /// <summary>Each row costs some hundred predictions.</summary>
    private const int MostRows = 10;

    public static void Map(RouteGroupBuilder served) =>
        served.MapPost("/explain", ExplainAsync).WithName("Explain").WithSummary("What each pixel or column adds to the answer (integrated gradients); query: class, the likeliest unless given").Takes<PredictBody>().Produces<ExplanationsAnswer>().Refuses(400, 404, 413, 415, 503);

    private static async Task<IResult> ExplainAsync(string name, string alias, HttpRequest request, ModelLookup models, ModelServing serving, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        RequestBody.RequireMediaType(request, "application/json");
        var body = await RequestBody.ReadAsync(request, PredictInput.MaxBytes, cancellation);
        var signature = await serving.SignatureAsync(version.Checkpoint, cancellation);
        var asClass = request.Query["class"].FirstOrDefault();
        if (asClass is not null && !signature.Classes.Contains(asClass, StringComparer.Ordinal))
            throw new InvalidInputException("class", signature.Classes.Count == 0 ? "is given, but the model predicts no class; leave it out." : $"is none of the model's classes: {string.Join(", ", signature.Classes.Take(50))}.");
        if (signature.Columns is null && signature.Classes.Count == 0)
            throw new InvalidInputException("model", $"'{name}' answers texts or series; only answers to images and to rows of a table are explained.");
        return Results.Ok(new ExplanationsAnswer(name, version.Version, await AnswerAsync(version.Checkpoint, body, signature, asClass, serving, cancellation)));
    }

    private static async Task<IReadOnlyList<Explanation>> AnswerAsync(
        string checkpoint, ReadOnlyMemory<byte> body, ModelSignature signature, string? asClass, ModelServing serving, CancellationToken cancellation)
    {
        try
        {
            return signature.Columns is null
                ? await serving.ExplainAsync(checkpoint, Few(PredictInput.Read(body, signature)), asClass, cancellation)
                : await serving.ExplainAsync(checkpoint, Few(ColumnInput.Read(body, signature)), asClass, cancellation);
        }
        catch (RowException wrong)
        {
            throw new InvalidInputException("inputs", wrong.Message);
        }
        catch (NotSupportedException without)
        {
            throw new InvalidInputException("model", without.Message);
        }
    }

    private static T[] Few<T>(T[] rows) => rows.Length <= MostRows ? rows : throw new InvalidInputException("inputs", $"has {rows.Length} rows; at most {MostRows} are explained at a time.");
}
