using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>/models/{name}@{alias}: what a served version takes, and its predictions.</summary>
internal static class ServingEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var served = api.MapGroup("/models/{name}@{alias}").WithTags("Serving");
        served.MapGet("/signature", SignatureAsync).WithName("ModelSignature").WithSummary("What the version takes and answers; an alias or a version's number").Produces<SignatureAnswer>().Refuses(404, 503);
        served.MapPost("/predict", PredictAsync).WithName("Predict").WithSummary("Class probabilities of each row").Takes<PredictBody>().Produces<PredictAnswer>().Refuses(400, 404, 413, 415, 503);
    }

    private static async Task<IResult> SignatureAsync(string name, string alias, ModelLookup models, ModelServing serving, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        return Results.Ok(new SignatureAnswer(name, version.Version, await serving.SignatureAsync(version.Checkpoint, cancellation)));
    }

    private static async Task<IResult> PredictAsync(string name, string alias, HttpRequest request, ModelLookup models, ModelServing serving, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        RequestBody.RequireMediaType(request, "application/json");
        var body = await RequestBody.ReadAsync(request, PredictInput.MaxBytes, cancellation);
        var signature = await serving.SignatureAsync(version.Checkpoint, cancellation);
        var rows = PredictInput.Read(body, signature);
        var probabilities = await serving.PredictAsync(version.Checkpoint, rows, cancellation);
        return Results.Ok(new PredictAnswer(name, version.Version, [.. probabilities.Select(p => new Prediction(Likeliest(p, signature), p))]));
    }

    private static string Likeliest(float[] probabilities, ModelSignature signature) => signature.Classes[Array.IndexOf(probabilities, probabilities.Max())];
}
