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
        served.MapPost("/predict", PredictAsync).WithName("Predict").WithSummary("Class probabilities, or the predicted number, of each row").Takes<PredictBody>().Produces<PredictAnswer>().Refuses(400, 404, 413, 415, 503);
        ExplainEndpoint.Map(served);
        served.MapPost("/generate", GenerateAsync).WithName("Generate").WithSummary("A language model's continuation of a prompt").Takes<GenerateBody>().Produces<GenerateAnswer>().Refuses(400, 404, 413, 415, 503);
    }

    private static async Task<IResult> GenerateAsync(string name, string alias, HttpRequest request, ModelLookup models, ModelServing serving, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        var body = await JsonBody.ReadAsync<GenerateBody>(request, cancellation);
        var errors = Check(body).ToList();
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
        var options = new GenerationOptions(body.Tokens, body.Temperature, body.TopK, body.Seed);
        return Results.Ok(new GenerateAnswer(name, version.Version, await serving.GenerateAsync(version.Checkpoint, body.Prompt, options, cancellation)));
    }

    private static IEnumerable<FieldError> Check(GenerateBody body)
    {
        if (body.Prompt.Length == 0)
            yield return new FieldError("prompt", "is empty; give at least one character to continue.");
        if (body.Tokens is < 1 or > GenerationOptions.MostTokens)
            yield return new FieldError("tokens", $"is {body.Tokens}; give 1 to {GenerationOptions.MostTokens}.");
        if (!(body.Temperature >= 0 && body.Temperature <= GenerationOptions.HighestTemperature))
            yield return new FieldError("temperature", $"is out of range; give 0 to {GenerationOptions.HighestTemperature}.");
        if (body.TopK < 0)
            yield return new FieldError("topK", $"is {body.TopK}; give 0 for all, or more.");
    }

    private static async Task<IResult> SignatureAsync(string name, string alias, ModelLookup models, ModelServing serving, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        return Results.Ok(new SignatureAnswer(name, version.Version, await serving.SignatureAsync(version.Checkpoint, cancellation)));
    }

    private static async Task<IResult> OnnxAsync(string name, string alias, ModelLookup models, ModelServing serving, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        return Results.File(await serving.OnnxAsync(version.Checkpoint, cancellation), CheckpointFiles.ContentType, $"{name}-v{version.Version}.onnx");
    }

    private static async Task<IResult> PredictAsync(string name, string alias, HttpRequest request, ModelLookup models, ModelServing serving, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        RequestBody.RequireMediaType(request, "application/json");
        var body = await RequestBody.ReadAsync(request, PredictInput.MaxBytes, cancellation);
        var signature = await serving.SignatureAsync(version.Checkpoint, cancellation);
        if (signature.Columns is not null)
            return Results.Ok(new PredictAnswer(name, version.Version, await PredictNamedAsync(version.Checkpoint, ColumnInput.Read(body, signature), serving, cancellation)));
        if (signature is { DType: "int64", Classes.Count: 0 })
            throw new InvalidInputException("inputs", "cannot be answered: this model continues a text. Send a prompt to /generate.");
        if (signature.Classes.Count == 0)
            throw new InvalidInputException("model", $"'{name}' forecasts a series, which is not served over REST; evaluate its run instead.");
        var rows = PredictInput.Read(body, signature);
        var probabilities = await serving.PredictAsync(version.Checkpoint, rows, cancellation);
        return Results.Ok(new PredictAnswer(name, version.Version, [.. probabilities.Select(p => new Prediction(Likeliest(p, signature), p))]));
    }

    private static async Task<IReadOnlyList<Prediction>> PredictNamedAsync(
        string checkpoint, IReadOnlyDictionary<string, object?>[] rows, ModelServing serving, CancellationToken cancellation)
    {
        try
        {
            var answers = await serving.PredictAsync(checkpoint, rows, cancellation);
            return [.. answers.Select(answer => new Prediction(answer.Class, answer.Probabilities, answer.Value))];
        }
        catch (RowException wrong)
        {
            throw new InvalidInputException("inputs", wrong.Message);
        }
    }

    private static string Likeliest(float[] probabilities, ModelSignature signature) => signature.Classes[Array.IndexOf(probabilities, probabilities.Max())];
}
