using Training.Core.Data;
using Training.Core.Data.Labels;
using Training.Core.Data.Tables;
using Training.Core.Data.Texts;
using Training.Core.Interop.Onnx;
using Training.Core.Models;
using Training.Core.Models.Trees;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>A checkpoint's model for serving and judging, on the CPU. Its weights never change, so several threads may use it at once.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _model;
    private readonly CheckpointHeader _header;
    private readonly TrainingSpec _spec;
    private readonly float[] _scale = [];
    private readonly float[] _shift = [];
    private readonly Tokenizer? _tokenizer;

    private TrainedModel(torch.nn.Module<torch.Tensor, torch.Tensor> model, CheckpointHeader header, TrainingSpec spec, string digest)
    {
        _model = model;
        _header = header;
        _spec = spec;
        _model.eval();
        foreach (var parameter in model.parameters())
            parameter.requires_grad = false; // threads that ask for an input's gradient must not meet in the weights
        Digest = digest;
        Signature = header.Fitted switch
        {
            SeriesPreparation series => header.Signature with { Series = new SeriesSignature(series.Columns, series.Length, series.Horizon) },
            TablePreparation table => TableSignature.WithUsual(header.Signature, table),
            _ => header.Signature,
        };
        if (header.Fitted is ImagePreparation image)
            (_scale, _shift) = image.Factors();
        else if (header.Fitted is TextPreparation text)
            _tokenizer = Tokenizer.Of(text);
    }

    /// <summary>SHA-256 of the checkpoint.</summary>
    public string Digest { get; }

    /// <summary>What it takes and answers.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Epochs that it was trained for.</summary>
    public int Epoch => _header.Epoch;

    /// <summary>Loads a checkpoint after checking every byte against the digest.</summary>
    /// <exception cref="CheckpointException">The file is missing, altered or not a checkpoint.</exception>
    public static TrainedModel Load(string checkpointFile, string expectedDigest)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointFile);
        ArgumentException.ThrowIfNullOrEmpty(expectedDigest);
        using var checkpoint = Checkpoint.Open(checkpointFile, expectedDigest);
        var header = checkpoint.Header;
        var spec = TrainingSpec.Parse(header.Fields);
        var model = ModelCatalog.Build(
            spec.Model, header.Fitted.Sample(header.Signature), header.Fitted.Outputs(header.Signature), new TrialRandomness(spec.Seed).Dropout);
        model.MultiplyInBfloat16(spec.Precision == "bfloat16");
        try
        {
            foreach (var (name, tensor) in model.state_dict())
                checkpoint.Load(name, tensor);
            if (model is TreeModel trees)
                trees.Take(checkpoint.LoadBytes(TreeModel.StateName));
            (model as IRowNetwork)?.Draw(new TrialRandomness(spec.Seed).Rows);
            return new TrainedModel(model, header, spec, expectedDigest);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Class probabilities (N, classes) for raw rows (N, <see cref="ModelSignature.InputLength"/>), values in the signature's range.</summary>
    /// <exception cref="ArgumentException">A row has another length, or a value outside the range; the message says what was expected.</exception>
    public float[][] PredictProbabilities(float[][] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_header.Fitted is not ImagePreparation)
            throw new ArgumentException($"The model takes {_header.Fitted.Sample(Signature).Kind}, not flat rows of pixels.", nameof(rows));
        if (Signature.Classes.Count == 0)
            throw new ArgumentException($"The model was trained without labels and knows no classes. Train a classifier that starts from it (start_from).", nameof(rows));
        if (rows.Length == 0)
            return [];
        TorchRuntime.UseThreads(TorchRuntime.ThreadsPerSlot);
        var flat = Normalised(rows);
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var input = torch.tensor<float>(flat, [rows.Length, .. Signature.InputShape.Select(side => (long)side)]); // (N, C, H, W)
        var probabilities = Losses.Probabilities(_spec.Loss, _model.call(input)).ToArray<float>();
        return [.. probabilities.Chunk(Signature.Classes.Count)];
    }

    /// <summary>The answers to rows of a table, given by column name; a column left out, or null, is a missing value.</summary>
    /// <exception cref="ArgumentException">The model is not of a table.</exception>
    /// <exception cref="RowException">A row does not fit; the message names row and column.</exception>
    public RowPrediction[] Predict(IReadOnlyList<IReadOnlyDictionary<string, object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_header.Fitted is not TablePreparation fitted)
            throw new ArgumentException($"The model takes {_header.Fitted.Sample(Signature).Kind}, not named columns.", nameof(rows));
        if (rows.Count == 0)
            return [];
        TorchRuntime.UseThreads(TorchRuntime.ThreadsPerSlot);
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var output = _model.call(torch.tensor<float>(RowReader.Read(fitted, rows), rows.Count, fitted.Shape().Width)); // (N, outputs)
        return Signature.Classes.Count == 0
            ? [.. output.ToArray<float>().Select(value => new RowPrediction(null, [], (value * fitted.Target.Scale) + fitted.Target.Center))]
            : [.. Losses.Probabilities(_spec.Loss, output).ToArray<float>().Chunk(Signature.Classes.Count).Select(row => new RowPrediction(Signature.Classes[Array.IndexOf(row, row.Max())], row, null))];
    }

    /// <summary>The steps after each window of a series, in the data's own units, by window, step and column.</summary>
    /// <param name="windows">By window, step and column, oldest step first; NaN is missing. Of a longer window the last steps count.</param>
    /// <exception cref="ArgumentException">The model is not of a series.</exception>
    /// <exception cref="RowException">A window does not fit; the message names window and step.</exception>
    public double[][][] Forecast(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        if (_header.Fitted is not SeriesPreparation fitted)
            throw new ArgumentException($"The model takes {_header.Fitted.Sample(Signature).Kind}, not windows of a series.", nameof(windows));
        if (windows.Count == 0)
            return [];
        TorchRuntime.UseThreads(TorchRuntime.ThreadsPerSlot);
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var input = torch.tensor<float>(WindowReader.Read(fitted, windows), windows.Count, fitted.Length, fitted.Columns.Count); // (N, length, columns)
        return WindowReader.Write(fitted, _model.call(input).ToArray<float>()); // (N, horizon, columns), flat or not
    }

    /// <summary>Why it gave its answers to raw images, as <see cref="PredictProbabilities"/> takes them: integrated gradients from a black image.</summary>
    /// <param name="rows">The images.</param>
    /// <param name="asClass">The class whose probability is explained; null takes the likeliest of each.</param>
    /// <exception cref="ArgumentException">A row does not fit, or there is no such class.</exception>
    public Explanation[] Explain(float[][] rows, string? asClass = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_header.Fitted is not ImagePreparation fitted)
            throw new ArgumentException($"The model takes {_header.Fitted.Sample(Signature).Kind}, not flat rows of pixels.", nameof(rows));
        if (rows.Length == 0)
            return [];
        TorchRuntime.UseThreads(TorchRuntime.ThreadsPerSlot);
        using var scope = torch.NewDisposeScope();
        var input = torch.tensor<float>(Normalised(rows), [rows.Length, .. Signature.InputShape.Select(side => (long)side)]); // (N, C, H, W)
        return new ModelExplainer(_model, _header, _spec).Images(input, fitted, asClass);
    }

    /// <summary>Why it gave its answers to rows of a table: integrated gradients from a row of mean numbers and unknown categories.</summary>
    /// <param name="rows">As <see cref="Predict"/> takes them.</param>
    /// <param name="asClass">The class whose probability is explained; null takes the likeliest of each.</param>
    /// <exception cref="ArgumentException">The model is not of a table, or there is no such class.</exception>
    /// <exception cref="NotSupportedException">The model has no gradients.</exception>
    /// <exception cref="RowException">A row does not fit; the message names row and column.</exception>
    public Explanation[] Explain(IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, string? asClass = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_header.Fitted is not TablePreparation fitted)
            throw new ArgumentException($"The model takes {_header.Fitted.Sample(Signature).Kind}, not named columns.", nameof(rows));
        if (rows.Count == 0)
            return [];
        TorchRuntime.UseThreads(TorchRuntime.ThreadsPerSlot);
        using var scope = torch.NewDisposeScope();
        return new ModelExplainer(_model, _header, _spec).Rows(torch.tensor<float>(RowReader.Read(fitted, rows), rows.Count, fitted.Shape().Width), fitted, asClass);
    }

    /// <summary>Whether it continues texts (<see cref="Generate"/>) instead of answering rows.</summary>
    public bool Writes => _tokenizer is not null;

    /// <summary>Continues a text, token by token. Equal arguments give the same text on the same kind of machine.</summary>
    /// <param name="prompt">What to continue, at least one character; only its last tokens count, as many as the context.</param>
    /// <param name="options">How long and how freely.</param>
    /// <param name="stop">Checked before each token.</param>
    /// <returns>The continuation, without the prompt.</returns>
    /// <exception cref="InvalidOperationException">The model is no language model.</exception>
    /// <exception cref="ArgumentException">The prompt is empty.</exception>
    public string Generate(string prompt, GenerationOptions options, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(prompt);
        ArgumentNullException.ThrowIfNull(options);
        if (_tokenizer is null)
            throw new InvalidOperationException("The model answers rows and writes no text; ask it to predict.");
        TorchRuntime.UseThreads(TorchRuntime.ThreadsPerSlot);
        return TextGeneration.Continue(_model, _tokenizer, Signature.InputShape[0], prompt, options, stop);
    }

    /// <summary>
    /// The model as an ONNX file, opset 17. It takes raw values as serving does: <c>image</c> (batch, C, H, W) float32; <c>numbers</c> (batch,
    /// columns) float64, NaN for a missing one, and <c>categories</c> (batch, columns) texts, empty for a missing one; <c>series</c> (batch,
    /// steps, columns) float64; or <c>tokens</c> (batch, time) int64. It answers <c>logits</c> and <c>probabilities</c>, <c>value</c> or
    /// <c>forecast</c> in the data's own unit. At most 2 GB, as all such files.
    /// </summary>
    /// <exception cref="NotSupportedException">The model is no network, such as boosted trees, or has no form in ONNX.</exception>
    public byte[] ToOnnx() => OnnxExport.ToFile(_model, _header, _spec, Digest);

    /// <summary>Scores it on a data set's test pool: "test_loss" and what else its task measures.</summary>
    /// <exception cref="ArgumentException">The data set's samples or classes do not fit the model.</exception>
    public EvaluationResult EvaluateTest(Dataset data, CancellationToken stop = default) => EvaluateTest(data, _spec.Test, stop);

    /// <summary>The same with the groups and attacks of another model's test, so that the two can be compared.</summary>
    /// <exception cref="ArgumentException">The data set's samples or classes do not fit the model.</exception>
    /// <exception cref="SpecException">A column of the groups is unknown or no category.</exception>
    public EvaluationResult EvaluateTest(Dataset data, TestSpec test, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(test);
        var prepared = Reopen(data);
        return new TestEvaluation(batch => _model.Answer(batch), _model is TreeModel ? null : _model, TrainingTask.Of(_spec, prepared), prepared, data).Run(test, stop);
    }

    /// <summary>Class probabilities of the rows that its own training held back for validation, and never learnt from.</summary>
    /// <param name="data">The data set that it was trained on, with the same labels.</param>
    /// <param name="progress">Told which share of the rows is done, now and then.</param>
    /// <param name="stop">Checked between batches.</param>
    /// <exception cref="ArgumentException">It was trained on other content, or its answers are no classes.</exception>
    public HeldOutProbabilities PredictHeldOut(Dataset data, Action<double>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (Signature.Classes.Count == 0)
            throw new ArgumentException("The model answers no classes, so a label has no probability.", nameof(data));
        if (_header.Data != data.Digest)
            throw new ArgumentException($"The model was trained on content with the digest {_header.Data}, '{data.Name}' has {data.Digest} now.", nameof(data));
        var prepared = Reopen(data);
        int[] rows = [.. data.Split(_spec.Data).Validation];
        using var guard = torch.no_grad();
        var probabilities = new float[rows.Length * Signature.Classes.Count];
        for (var at = 0; at < rows.Length; at += prepared.EvaluationRows)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var batch = prepared.Read(rows.AsSpan(at, Math.Min(prepared.EvaluationRows, rows.Length - at)));
            Losses.Probabilities(_spec.Loss, _model.call(batch.Input)).ToArray<float>().CopyTo(probabilities, at * Signature.Classes.Count);
            progress?.Invoke((double)(at + batch.Samples) / rows.Length);
        }

        return new HeldOutProbabilities(rows, probabilities);
    }

    /// <summary>The rows of a data set's test part that it answers wrongly, the most confident mistake first.</summary>
    /// <param name="data">The data set that it was trained on, with the same labels.</param>
    /// <param name="progress">Told which share of the rows is done, now and then.</param>
    /// <param name="stop">Checked between batches.</param>
    /// <exception cref="ArgumentException">It was trained on other content, or its answers are neither classes nor numbers nor tokens.</exception>
    public TestMistakes FindMistakes(Dataset data, Action<double>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_header.Data != data.Digest)
            throw new ArgumentException($"The model was trained on content with the digest {_header.Data}, '{data.Name}' has {data.Digest} now. Restore its files.", nameof(data));
        return new MistakeFinder(batch => _model.Answer(batch), _spec.Loss, Reopen(data)).Find(progress, stop);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    // Its data as it was prepared when it was trained.
    private PreparedData Reopen(Dataset data)
    {
        TorchRuntime.UseThreads(TorchRuntime.ThreadsPerSlot);
        var prepared = ModelCatalog.Adapt(_spec.Model, data.Reopen(_spec, _header.Fitted, torch.CPU));
        return prepared.Signature.InputShape.SequenceEqual(Signature.InputShape) && prepared.ClassNames.SequenceEqual(Signature.Classes, StringComparer.Ordinal)
            ? prepared
            : throw new ArgumentException($"'{data.Name}' has samples of [{string.Join(", ", prepared.Signature.InputShape)}] in the classes [{string.Join(", ", prepared.ClassNames.Take(20))}]; the model takes [{string.Join(", ", Signature.InputShape)}] and knows [{string.Join(", ", Signature.Classes.Take(20))}].", nameof(data));
    }

    private float[] Normalised(float[][] rows)
    {
        var length = Signature.InputLength;
        var plane = length / Signature.InputShape[0];
        var flat = new float[rows.Length * length];
        for (var r = 0; r < rows.Length; r++)
        {
            var row = rows[r];
            if (row is null || row.Length != length)
                throw new ArgumentException($"Row {r} has {row?.Length ?? 0} values; expected {length} ({string.Join(" × ", Signature.InputShape)}, flat).", nameof(rows));
            for (var i = 0; i < length; i++)
            {
                if (!(row[i] >= Signature.Low && row[i] <= Signature.High))
                    throw new ArgumentException($"Row {r}, value {i} is {row[i]}; expected {Signature.Low} to {Signature.High}.", nameof(rows));
                flat[(r * length) + i] = (row[i] * _scale[i / plane]) + _shift[i / plane];
            }
        }

        return flat;
    }
}
