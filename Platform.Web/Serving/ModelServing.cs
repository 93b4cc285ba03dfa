using Platform.Core.Checkpoints;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>
/// Predicts with checkpoints on the CPU. A checkpoint always goes to the same thread, which keeps the most recently used ones
/// loaded; requests wait in a bounded queue. Thread-safe.
/// </summary>
public sealed class ModelServing : IDisposable
{
    private readonly CheckpointStore _store;
    private readonly ModelWorker[] _workers;

    /// <param name="meter">Is told how long callers of predictions waited.</param>
    public ModelServing(IConfiguration configuration, CheckpointStore store, ServingMeter meter)
    {
        _store = store;
        var options = ServingOptions.From(configuration);
        _workers = [.. Enumerable.Range(1, options.Workers).Select(i => new ModelWorker(i, options.ModelsPerWorker, options.QueueLength, meter))];
    }

    /// <summary>What the checkpoint's model takes and answers.</summary>
    /// <param name="digest">SHA-256 of the checkpoint.</param>
    /// <exception cref="CheckpointException">The file is missing, cut short or altered.</exception>
    /// <exception cref="Api.ServiceUnavailableException">Too many requests wait, or libtorch cannot be loaded.</exception>
    public Task<ModelSignature> SignatureAsync(string digest, CancellationToken cancellation = default) => RunAsync(digest, model => model.Signature, cancellation);

    /// <summary>Class probabilities of each row; rows must fit the signature.</summary>
    /// <param name="digest">SHA-256 of the checkpoint.</param>
    /// <param name="rows">Of <see cref="ModelSignature.InputLength"/> numbers.</param>
    /// <param name="probe">The platform asks for itself: it is not counted among the served calls.</param>
    /// <inheritdoc cref="SignatureAsync"/>
    public Task<float[][]> PredictAsync(string digest, float[][] rows, bool probe = false, CancellationToken cancellation = default) =>
        TogetherAsync(digest, rows, (model, all) => model.PredictProbabilities(all), probe, cancellation);

    /// <summary>The answers to rows of a table by column name.</summary>
    /// <exception cref="RowException">A row does not fit; the message names row and column.</exception>
    /// <inheritdoc cref="SignatureAsync"/>
    public Task<RowPrediction[]> PredictAsync(string digest, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, bool probe = false, CancellationToken cancellation = default) =>
        TogetherAsync(digest, rows, (model, all) => model.Predict(all), probe, cancellation);

    /// <summary>The steps after each window of a series, by window, step and column.</summary>
    /// <param name="digest">SHA-256 of the checkpoint.</param>
    /// <param name="windows">By window, step and column, oldest step first; NaN is missing.</param>
    /// <param name="probe">The platform asks for itself: it is not counted among the served calls.</param>
    /// <exception cref="RowException">A window is too short; the message names it.</exception>
    /// <inheritdoc cref="SignatureAsync"/>
    public Task<double[][][]> ForecastAsync(string digest, double[][][] windows, bool probe = false, CancellationToken cancellation = default) =>
        TogetherAsync(digest, windows, (model, all) => model.Forecast(all), probe, cancellation);

    /// <summary>A language model's continuation of a prompt.</summary>
    /// <inheritdoc cref="SignatureAsync"/>
    /// <exception cref="Api.InvalidInputException">The model writes no text.</exception>
    public Task<string> GenerateAsync(string digest, string prompt, GenerationOptions options, CancellationToken cancellation = default) => RunAsync(
        digest,
        model => model.Writes ? model.Generate(prompt, options, cancellation) : throw new Platform.Core.InvalidInputException("prompt", "cannot be continued: this model answers rows. Send them to /predict."),
        cancellation);

    /// <summary>Why the model gives its answers to raw images; rows must fit the signature and the class must be one of its own.</summary>
    /// <inheritdoc cref="SignatureAsync"/>
    public Task<Explanation[]> ExplainAsync(string digest, float[][] rows, string? asClass, CancellationToken cancellation = default) =>
        RunAsync(digest, model => model.Explain(rows, asClass), cancellation);

    /// <summary>The same for rows of a table by column name.</summary>
    /// <exception cref="RowException">A row does not fit; the message names row and column.</exception>
    /// <exception cref="NotSupportedException">The model has no gradients.</exception>
    /// <inheritdoc cref="SignatureAsync"/>
    public Task<Explanation[]> ExplainAsync(string digest, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, string? asClass, CancellationToken cancellation = default) =>
        RunAsync(digest, model => model.Explain(rows, asClass), cancellation);

    /// <summary>The checkpoint's model as an ONNX file.</summary>
    /// <inheritdoc cref="SignatureAsync"/>
    /// <exception cref="Api.InvalidInputException">The model has no form in ONNX.</exception>
    public async Task<byte[]> OnnxAsync(string digest, CancellationToken cancellation = default)
    {
        try
        {
            return await RunAsync(digest, model => model.ToOnnx(), cancellation);
        }
        catch (NotSupportedException without)
        {
            throw new Platform.Core.InvalidInputException("model", without.Message);
        }
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.Dispose();
    }

    private Task<T> RunAsync<T>(string digest, Func<TrainedModel, T> work, CancellationToken cancellation) =>
        WorkerOf(digest).RunAsync(digest, _store.PathOf(digest), work, cancellation);

    // Each row is answered on its own, so that those of several callers may share a call of the model.
    private Task<TAnswer[]> TogetherAsync<TRow, TAnswer>(string digest, IReadOnlyList<TRow> rows, Func<TrainedModel, TRow[], TAnswer[]> predict, bool probe, CancellationToken cancellation) =>
        WorkerOf(digest).PredictAsync(digest, _store.PathOf(digest), rows, predict, probe, cancellation);

    private ModelWorker WorkerOf(string digest) => _workers[Convert.ToInt32(digest[..4], 16) % _workers.Length];
}
