using System.Diagnostics;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// One trial, epoch by epoch, on the calling thread. Equal spec, data, threads and libtorch give equal bits on the CPU, whatever
/// else runs in the process, and also when the trial was resumed from a checkpoint in between.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    private readonly TrainingSpec _spec;
    private readonly Dataset _data;
    private readonly TrainingOptions _options;
    private readonly TrialRandomness _random;
    private readonly DataSplit _split;
    private readonly NestedRows? _subsets; // null: all rows in every epoch
    private readonly int[] _validationRows;
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _model;
    private readonly torch.optim.Optimizer _optimizer;
    private readonly BatchReader _reader;
    private Action? _firstBatch;
    private bool _interrupted;

    private TrainingSession(TrainingSpec spec, Dataset data, TrainingOptions options, ModelBuilder build)
    {
        var device = TorchRuntime.Device(spec.Device);
        TorchRuntime.UseThreads(options.Threads);
        _spec = spec;
        _data = data;
        _options = options;
        _firstBatch = options.FirstBatch;
        _random = new TrialRandomness(spec.Seed);
        _split = data.Split(spec.Data.ValidationFraction, spec.Data.SplitSeed, spec.Data.TrainSamples);
        _subsets = spec.Data.Fraction.LeavesOut ? new NestedRows(_split.Train, data.Train.Labels.Span, spec.Data.SplitSeed) : null;
        _validationRows = [.. _split.Validation];
        _reader = new BatchReader(data.Train, data.Mean, data.Std, device, Math.Max(spec.BatchSize, Evaluation.BatchSize));
        _model = build(spec.Model, data.Shape, data.Classes, _random.Dropout);
        Initialization.Default(_model, _random.Initialization);
        _model.to(device);
        _optimizer = Optimizers.Build(spec.Optimizer, _model);
    }

    /// <summary>Epochs finished, including those before a resume.</summary>
    public int CompletedEpochs { get; private set; }

    /// <summary>A new trial with initial weights.</summary>
    /// <param name="spec">What to train.</param>
    /// <param name="data">The data set that the spec names.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="model">Builds the network; null takes the spec's from <see cref="ModelCatalog"/>.</param>
    /// <exception cref="SpecException">The spec does not fit the data set or this machine.</exception>
    public static TrainingSession Start(TrainingSpec spec, Dataset data, TrainingOptions options, ModelBuilder? model = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return new TrainingSession(spec, data, options, model ?? ModelCatalog.Build);
    }

    /// <summary>Continues where a checkpoint of the same spec and data was taken, bit for bit as if it had not stopped.</summary>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another spec or data set.</exception>
    public static TrainingSession Resume(TrainingSpec spec, Dataset data, TrainingOptions options, string checkpointFile, ModelBuilder? model = null)
    {
        using var checkpoint = Checkpoint.Open(checkpointFile, expectedDigest: null);
        var session = Start(spec, data, options, model);
        try
        {
            session.Restore(checkpoint, checkpointFile);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A new trial of its own seed and epochs that begins with the weights of a checkpoint, and with its optimizer's state if the optimizer
    /// is of the same kind (population-based training). Equal files give equal bits.
    /// </summary>
    /// <exception cref="CheckpointException">The file is damaged, or its weights or data do not fit this trial.</exception>
    public static TrainingSession Inherit(TrainingSpec spec, Dataset data, TrainingOptions options, string checkpointFile, ModelBuilder? model = null)
    {
        using var checkpoint = Checkpoint.Open(checkpointFile, expectedDigest: null);
        var session = Start(spec, data, options, model);
        try
        {
            session.TakeOver(checkpoint, checkpointFile);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Trains the next epoch and validates.</summary>
    /// <exception cref="DivergedException">A loss is no longer finite.</exception>
    /// <exception cref="OperationCanceledException">Stopped between two batches; the session is then half-way through an epoch and of no further use.</exception>
    public EpochResult RunEpoch(CancellationToken stop)
    {
        var epoch = CompletedEpochs + 1;
        ThrowIfUnusable(epoch);
        _interrupted = true;
        TorchRuntime.UseThreads(_options.Threads);
        var started = Stopwatch.GetTimestamp();
        _optimizer.LearningRate = _spec.Optimizer.LearningRate * _spec.Schedule.FactorAt(epoch, _spec.Epochs);
        var train = TrainOneEpoch(epoch, stop);
        var validation = Evaluation.Score(_model, _reader, _validationRows, stop);
        if (!double.IsFinite(validation.Loss))
            throw new DivergedException(epoch, $"the validation loss is {validation.Loss}. Lower learning_rate ({_optimizer.LearningRate}).");
        CompletedEpochs = epoch;
        _interrupted = false;
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["train_accuracy"] = train.Accuracy, ["validation_accuracy"] = validation.Accuracy };
        return new EpochResult(epoch, train.Loss, validation.Loss, metrics, _optimizer.LearningRate, Stopwatch.GetElapsedTime(started), train.Samples);
    }

    /// <summary>Scores the current weights on the test pool. For the end of a chosen trial only: never to choose, prune or stop.</summary>
    public EvaluationResult EvaluateTest(CancellationToken stop = default)
    {
        TorchRuntime.UseThreads(_options.Threads);
        return Evaluation.Test(_model, new BatchReader(_data.Test, _data.Mean, _data.Std, TorchRuntime.Device(_spec.Device), Evaluation.BatchSize), _data.Test.Count, stop);
    }

    /// <summary>Saves everything that <see cref="Resume"/> needs, durably, as &lt;sha256&gt;.ckpt in a folder.</summary>
    public CheckpointInfo SaveCheckpoint(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (_interrupted)
            throw new InvalidOperationException("The session was stopped within an epoch; its weights belong to no epoch. Resume from the last checkpoint.");
        using var scope = torch.NewDisposeScope();
        var shape = _data.Shape;
        var signature = new ModelSignature("image", [shape.Channels, shape.Height, shape.Width], "float32", 0, 255, _data.ClassNames);
        var header = new CheckpointHeader(
            CheckpointHeader.CurrentVersion, CompletedEpochs, _spec.ToFields(), _spec.SpecHash, _data.Digest, signature, _data.Mean, _data.Std, _optimizer.StepCount, torch.__version__);
        return Checkpoint.Save(folder, header, State());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
    }

    private (double Loss, double Accuracy, int Samples) TrainOneEpoch(int epoch, CancellationToken stop)
    {
        var used = _subsets?.Take(_spec.Data.Fraction.At(epoch, _spec.Epochs)) ?? _split.Train;
        var rows = Array.ConvertAll(_random.Order(epoch, used.Count), position => used[position]);
        var (loss, correct) = (0.0, 0.0);
        for (var at = 0; at < rows.Length; at += _spec.BatchSize)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var (input, target) = _reader.Read(rows.AsSpan(at, Math.Min(_spec.BatchSize, rows.Length - at))); // (B, C, H, W), (B)
            if (_spec.Data.Noise > 0)
                _random.Noise.AddNormal(input, _spec.Data.Noise);
            var logits = _model.call(input); // (B, classes)
            var batchLoss = torch.nn.functional.cross_entropy(logits, target, _spec.Loss.LabelSmoothing);
            batchLoss.backward();
            _optimizer.step();
            _optimizer.zero_grad();
            loss += Finite(batchLoss.item(), epoch) * target.shape[0]; // weighted, so that a short last batch is not over-counted
            correct += Evaluation.Correct(logits, target);
            Interlocked.Exchange(ref _firstBatch, null)?.Invoke();
        }

        return (loss / rows.Length, correct / rows.Length, rows.Length);
    }

    private double Finite(double batchLoss, int epoch) => double.IsFinite(batchLoss)
        ? batchLoss
        : throw new DivergedException(epoch, $"the training loss is {batchLoss}. Lower learning_rate ({_optimizer.LearningRate}).");

    private void ThrowIfUnusable(int epoch)
    {
        if (_interrupted)
            throw new InvalidOperationException("The session was stopped within an epoch or diverged. Resume from the last checkpoint.");
        if (epoch > _spec.Epochs)
            throw new InvalidOperationException($"All {_spec.Epochs} epochs are done.");
    }

    // Read lazily, while the scope of SaveCheckpoint is open.
    private IEnumerable<(string Name, torch.Tensor Tensor)> State()
    {
        foreach (var (name, parameter) in _model.named_parameters())
            yield return (name, parameter);
        foreach (var (name, tensor) in _optimizer.state())
            yield return ($"optimizer.{name}", tensor);
        yield return ("generator.dropout", torch.tensor<long>([_random.Dropout.Position]));
        yield return ("generator.noise", torch.tensor<long>([_random.Noise.Position]));
    }

    private void TakeOver(Checkpoint checkpoint, string file)
    {
        LoadWeights(checkpoint, file);
        var state = _optimizer.state().ToArray();
        if (!Array.TrueForAll(state, entry => checkpoint.Contains($"optimizer.{entry.name}")) || checkpoint.Header.OptimizerKind != _spec.Optimizer.Kind)
            return; // another optimizer: its state means nothing here
        foreach (var (name, tensor) in state)
            checkpoint.Load($"optimizer.{name}", tensor);
        _optimizer.RestoreStepCount(checkpoint.Header.OptimizerSteps);
    }

    private void LoadWeights(Checkpoint checkpoint, string file)
    {
        if (checkpoint.Header.Data != _data.Digest)
            throw new CheckpointException(file, $"was trained on data with the digest {checkpoint.Header.Data}, '{_data.Name}' has {_data.Digest}. Restore the data set that the run used.");
        foreach (var (name, parameter) in _model.named_parameters())
            checkpoint.Load(name, parameter);
    }

    private void Restore(Checkpoint checkpoint, string file)
    {
        var header = checkpoint.Header;
        if (header.SpecHash != _spec.SpecHash)
            throw new CheckpointException(file, $"was taken with the spec {header.SpecHash}, this trial's is {_spec.SpecHash}. Resume it with its own spec.");
        LoadWeights(checkpoint, file);
        foreach (var (name, tensor) in _optimizer.state())
            checkpoint.Load($"optimizer.{name}", tensor);
        _optimizer.RestoreStepCount(header.OptimizerSteps);
        _random.Dropout.Position = checkpoint.LoadNumber("generator.dropout");
        _random.Noise.Position = checkpoint.LoadNumber("generator.noise");
        CompletedEpochs = header.Epoch;
    }
}
