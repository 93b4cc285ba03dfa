using Platform.Core;
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
        served.MapGet("/onnx", OnnxAsync).WithName("ModelOnnx").WithSummary("The version as an ONNX file, its preparation included").Produces<byte[]>(200, CheckpointFiles.ContentType).Refuses(400, 404, 503);
        served.MapPost("/predict", PredictAsync).WithName("Predict").WithSummary("Class probabilities or the predicted number of each row, or the steps after each window of a series").Takes<PredictBody>().Produces<PredictAnswer>().Refuses(400, 404, 413, 415, 503);
        ExplainEndpoint.Map(served);
        served.MapPost("/generate", GenerateAsync).WithName("Generate").WithSummary("A language model's continuation of a prompt").Takes<GenerateBody>().Produces<GenerateAnswer>().Refuses(400, 404, 413, 415, 503);
    }

    private static async Task<IResult> GenerateAsync(string name, string alias, HttpRequest request, ModelLookup models, ModelAnswers answers, CancellationToken cancellation)
    {
        await models.VersionAsync(name, alias, cancellation); // an address that leads nowhere is said before the body is read
        return Results.Ok(await answers.GenerateAsync(name, alias, await JsonBody.ReadAsync<GenerateBody>(request, cancellation), cancellation));
    }

    private static async Task<IResult> SignatureAsync(string name, string alias, ModelAnswers answers, CancellationToken cancellation) =>
        Results.Ok(await answers.SignatureAsync(name, alias, cancellation));

    private static async Task<IResult> OnnxAsync(string name, string alias, ModelLookup models, ModelServing serving, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        return Results.File(await serving.OnnxAsync(version.Checkpoint, cancellation), CheckpointFiles.ContentType, $"{name}-v{version.Version}.onnx");
    }

    private static async Task<IResult> PredictAsync(string name, string alias, HttpRequest request, ModelLookup models, ModelAnswers answers, CancellationToken cancellation)
    {
        await models.VersionAsync(name, alias, cancellation);
        RequestBody.RequireMediaType(request, "application/json");
        return Results.Ok(await answers.PredictAsync(name, alias, await RequestBody.ReadAsync(request, PredictInput.MaxBytes, cancellation), cancellation));
    }
}
