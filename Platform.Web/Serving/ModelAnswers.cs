using Platform.Core;
using Platform.Core.Registry;
using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>Asks a served version, for REST and for the page: the same reading of the input, the same answers.</summary>
internal sealed class ModelAnswers(ModelLookup models, ModelServing serving)
{
    /// <summary>What the version takes and answers.</summary>
    /// <exception cref="NotFoundException">No such model, alias or version.</exception>
    /// <exception cref="ServiceUnavailableException">Too many requests wait, or libtorch cannot be loaded.</exception>
    public async Task<SignatureAnswer> SignatureAsync(string name, string alias, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        return new SignatureAnswer(name, version.Version, await serving.SignatureAsync(version.Checkpoint, cancellation));
    }

    /// <summary>The answers to rows or windows.</summary>
    /// <param name="body">A JSON document as <c>/predict</c> takes it.</param>
    /// <exception cref="InvalidInputException">It does not fit the model; says where and what was expected.</exception>
    /// <inheritdoc cref="SignatureAsync"/>
    public async Task<PredictAnswer> PredictAsync(string name, string alias, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        var signature = await serving.SignatureAsync(version.Checkpoint, cancellation);
        try
        {
            return new PredictAnswer(name, version.Version, await PredictAsync(name, version, signature, body, cancellation), signature.Series?.Columns);
        }
        catch (RowException wrong)
        {
            throw new InvalidInputException("inputs", wrong.Message);
        }
    }

    /// <summary>A language model's continuation of a prompt.</summary>
    /// <inheritdoc cref="PredictAsync(string, string, ReadOnlyMemory{byte}, CancellationToken)"/>
    public async Task<GenerateAnswer> GenerateAsync(string name, string alias, GenerateBody body, CancellationToken cancellation)
    {
        var version = await models.VersionAsync(name, alias, cancellation);
        var errors = Check(body).ToList();
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
        var options = new GenerationOptions(body.Tokens, body.Temperature, body.TopK, body.Seed);
        return new GenerateAnswer(name, version.Version, await serving.GenerateAsync(version.Checkpoint, body.Prompt, options, cancellation));
    }

    private async Task<IReadOnlyList<Prediction>> PredictAsync(
        string name, ModelVersionRegistered version, ModelSignature signature, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (signature.Columns is not null)
        {
            var answers = await serving.PredictAsync(version.Checkpoint, ColumnInput.Read(body, signature), cancellation: cancellation);
            return [.. answers.Select(answer => new Prediction(answer.Class, answer.Probabilities, answer.Value))];
        }

        if (signature.Series is { } series)
        {
            var forecasts = await serving.ForecastAsync(version.Checkpoint, WindowInput.Read(body, series), cancellation: cancellation);
            return [.. forecasts.Select(forecast => new Prediction(null, [], Forecast: forecast))];
        }

        if (signature is { DType: "int64", Classes.Count: 0 })
            throw new InvalidInputException("inputs", "cannot be answered: this model continues a text. Send a prompt to /generate.");
        if (signature.Classes.Count == 0)
            throw new InvalidInputException("model", $"'{name}' was trained without labels and predicts nothing; train a classifier that starts from it (start_from).");
        var probabilities = await serving.PredictAsync(version.Checkpoint, PredictInput.Read(body, signature), cancellation: cancellation);
        return [.. probabilities.Select(p => new Prediction(signature.Classes[Array.IndexOf(p, p.Max())], p))];
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
}
