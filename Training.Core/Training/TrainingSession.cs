using System.Diagnostics;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;

namespace Training.Core;

/// <summary>
/// One trial, epoch by epoch, on the calling thread. Equal spec, data, threads and libtorch give equal bits on the CPU, whatever
/// else runs in the process, and also when the trial was resumed from a checkpoint in between.
/// </summary>
public sealed partial class TrainingSession : IDisposable
{
    private readonly TrainingSpec _spec;
    private readonly Dataset _data;
    private readonly TrainingOptions _options;
    private readonly TrialRandomness _random;
    private readonly PreparedData _prepared;
    private readonly NestedRows? _subsets; // null: all rows in every epoch
    private readonly int[] _validationRows;
    private readonly TrainingTask _task;
    private readonly Learner _learner;
    private readonly Lazy<float[]?> _quantities; // asked for by the first noise
    private readonly List<double> _losses = []; // validation, of the completed epochs
    private Action? _firstBatch;
    private bool _interrupted;

    // A fresh trial takes its first weights from where the spec says; one that continues from a checkpoint has them already.
    private TrainingSession(TrainingSpec spec, Dataset data, TrainingOptions options, ModelBuilder build, CheckpointHeader? from)
    {
        var device = TorchRuntime.Device(spec.Device);
        TorchRuntime.UseThreads(options.Threads);
        _spec = spec;
        _data = data;
        _options = options;
        _firstBatch = options.FirstBatch;
        _random = new TrialRandomness(spec.Seed);
        if (spec.Data.LabelledRows > 0 && data.Target is TargetKind.NextToken or TargetKind.Future)
            throw new SpecException("labelled_rows", $"{spec.Data.LabelledRows} does not fit '{data.Name}', which needs no labels. Use train_samples.");
        if (data.LabelVersion != spec.Data.Labels)
            throw new SpecException("data_labels", $"is {spec.Data.Labels}, but '{data.Name}' was opened with version {data.LabelVersion} of its labels. Open the version that the field names.");
        _prepared = ModelCatalog.Adapt(spec.Model, data.Prepare(spec, device, from?.Fitted ?? TransferStart.Fitted(spec.Transfer, options.Weights, data.Digest)));
        _quantities = new(Quantities);
        _subsets = spec.Data.Fraction.LeavesOut ? new NestedRows(_prepared.Split.Train, _prepared.Strata, spec.Data.SplitSeed) : null;
        _validationRows = [.. _prepared.Split.Validation];
        if (spec.Data.Oversample && _prepared.Target != TargetKind.Class)
            throw new SpecException("data.balance", $"'oversample' needs classes, but the target of '{data.Name}' has none. Use none.");
        _task = TrainingTask.Of(spec, _prepared, goesOn: from is not null);
        TestEvaluation.Check(spec.Test, _prepared, data);
        var model = build(spec.Model, _prepared.Shape, _task.Outputs, _random.Dropout);
        Initialization.Apply(model, spec.Model, _random.Initialization);
        (model as IRowNetwork)?.Draw(_random.Rows);
        model.to(device);
        model.MultiplyInBfloat16(spec.Precision == "bfloat16");
        (_learner, StartedFrom) = TransferStart.Learner(model, spec, _task, options.Weights, fresh: from is null);
    }

    /// <summary>What a trial that was started afresh took from an earlier training; null when it took nothing or continues.</summary>
    public StartReport? StartedFrom { get; }

    /// <summary>Epochs finished, including those before a resume.</summary>
    public int CompletedEpochs { get; private set; }

    /// <summary>Why the trial has ended before its last epoch, or null when it has not. The epoch with the smallest validation loss is the one to keep.</summary>
    public string? Stopped => _spec.EarlyStopping.Verdict(_losses);

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
        return new TrainingSession(spec, data, options, model ?? ModelCatalog.Build, from: null);
    }

    /// <summary>Continues where a checkpoint of the same spec and data was taken, bit for bit as if it had not stopped.</summary>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another spec or data set.</exception>
    public static TrainingSession Resume(TrainingSpec spec, Dataset data, TrainingOptions options, string checkpointFile, ModelBuilder? model = null)
    {
        using var checkpoint = Checkpoint.Open(checkpointFile, expectedDigest: null);
        var session = new TrainingSession(spec, data, options, model ?? ModelCatalog.Build, checkpoint.Header);
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
    /// is of the same kind and over the same weights (population-based training). Equal files give equal bits.
    /// </summary>
    /// <exception cref="CheckpointException">The file is damaged, or its weights or data do not fit this trial.</exception>
    public static TrainingSession Inherit(TrainingSpec spec, Dataset data, TrainingOptions options, string checkpointFile, ModelBuilder? model = null)
    {
        using var checkpoint = Checkpoint.Open(checkpointFile, expectedDigest: null);
        var session = new TrainingSession(spec, data, options, model ?? ModelCatalog.Build, checkpoint.Header);
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

    /// <summary>Scores the current weights on the test part. For the end of a chosen trial only: never to choose, prune or stop.</summary>
    public EvaluationResult EvaluateTest(CancellationToken stop = default)
    {
        TorchRuntime.UseThreads(_options.Threads);
        return Evaluate(() => new TestEvaluation(batch => _learner.Forward(batch), _learner.Network, _task, _prepared, _data).Run(_spec.Test, stop));
    }

    /// <summary>Saves everything that <see cref="Resume"/> needs, durably, as &lt;sha256&gt;.ckpt in a folder.</summary>
    public CheckpointInfo SaveCheckpoint(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (_interrupted)
            throw new InvalidOperationException("The session was stopped within an epoch; its weights belong to no epoch. Resume from the last checkpoint.");
        using var scope = torch.NewDisposeScope();
        var header = CheckpointHeader.Of(_spec, _data.Digest, _prepared, CompletedEpochs, _learner.Steps, NeedsLosses ? _losses : null);
        return Checkpoint.Save(folder, header, State());
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();

    private Picture? Show() => _spec.PictureEvery > 0 && (CompletedEpochs == 1 || CompletedEpochs % _spec.PictureEvery == 0 || CompletedEpochs == _spec.Epochs)
        ? Evaluate(() => _learner.Show(_prepared, _validationRows))
        : null;

    private bool NeedsLosses => _spec.Schedule.NeedsLosses || _spec.EarlyStopping.Patience > 0;

    // An epoch is the same stretch of a schedule however many rows it has.
    private double RateAt(int epoch, int step, int rows)
    {
        var steps = (rows + _spec.BatchSize - 1) / _spec.BatchSize;
        return _spec.Optimizer.LearningRate * _spec.Schedule.FactorAt(epoch, _spec.Epochs, step, steps, _losses);
    }

    private T Evaluate<T>(Func<T> measure)
    {
        _learner.Train(false);
        try
        {
            return measure();
        }
        finally
        {
            _learner.Train(true);
        }
    }

    // Looks for dead units in the first batch, which must be answered anyway.
    private (IReadOnlyDictionary<string, double> Measures, IReadOnlyList<(string Layer, int Dead, int Units)> Dead) Validate(CancellationToken stop)
    {
        IReadOnlyList<(string Layer, int Dead, int Units)>? dead = null;
        var measures = Evaluate(() => Evaluation.Score(Answer, _task, _prepared, _validationRows, stop));
        return (measures, dead ?? []);

        torch.Tensor Answer(Batch batch)
        {
            if (dead is not null)
                return _learner.ForwardAgain(batch);
            (var output, dead) = _learner.Watch(batch);
            return output;
        }
    }

    private TrainingHealth HealthOf(IReadOnlyList<(string Layer, int Dead, int Units)> dead, double trainLoss, double validationLoss) => new(
        _learner.Gradients.ToDictionary(layer => layer.Layer, layer => layer.Norm, StringComparer.Ordinal),
        dead.Count == 0 ? null : (double)dead.Sum(layer => layer.Dead) / dead.Sum(layer => layer.Units),
        validationLoss - trainLoss,
        [
            .. CompletedEpochs == 1 ? [.. HealthRules.SlowPrecision(_spec, LoadedBlas.MultipliesBfloat16), .. HealthRules.LeakingTest(_spec, _data)] : Array.Empty<string>(),
            .. HealthRules.Warnings(_learner.Gradients, dead, trainLoss, _learner.ComparesLosses ? validationLoss : trainLoss),
        ]);

    private DivergedException DivergedInValidation(int epoch, double loss)
    {
        using var scope = torch.NewDisposeScope();
        return Evaluate(() => Diverged(epoch, "validation", loss, _prepared.Read(_validationRows.AsSpan(0, Math.Min(_prepared.EvaluationRows, _validationRows.Length)))));
    }

    private DivergedException Diverged(int epoch, string part, double loss, in Batch batch)
    {
        var where = _learner.FirstNonFinite(batch) is { } found ? $"; {found}" : "";
        return new DivergedException(epoch, $"the {part} loss is {loss}{where}. Lower learning_rate ({_learner.LearningRate}).");
    }

    private void ThrowIfUnusable(int epoch)
    {
        if (_interrupted)
            throw new InvalidOperationException("The session was stopped within an epoch or diverged. Resume from the last checkpoint.");
        if (epoch > _spec.Epochs)
            throw new InvalidOperationException($"All {_spec.Epochs} epochs are done.");
        if (Stopped is { } reason)
            throw new InvalidOperationException($"The trial has ended. {reason}");
    }

    // Read lazily, while the scope of SaveCheckpoint is open.
    private IEnumerable<(string Name, torch.Tensor Tensor)> State()
    {
        foreach (var entry in _learner.State())
            yield return entry;
        yield return ("generator.dropout", torch.tensor<long>([_random.Dropout.Position]));
        yield return ("generator.noise", torch.tensor<long>([_random.Noise.Position]));
    }

    // Another optimizer's memory means nothing here.
    private void TakeOver(Checkpoint checkpoint, string file)
    {
        LoadWeights(checkpoint, file);
        _learner.LoadOptimizer(checkpoint);
    }

    private void LoadWeights(Checkpoint checkpoint, string file)
    {
        if (checkpoint.Header.Data != _data.Digest)
            throw new CheckpointException(file, $"was trained on data with the digest {checkpoint.Header.Data}, '{_data.Name}' has {_data.Digest}. Restore the data set that the run used.");
        _learner.LoadWeights(checkpoint);
    }

    private void Restore(Checkpoint checkpoint, string file)
    {
        var header = checkpoint.Header;
        if (header.SpecHash != _spec.SpecHash)
            throw new CheckpointException(file, $"was taken with the spec {header.SpecHash}, this trial's is {_spec.SpecHash}. Resume it with its own spec.");
        LoadWeights(checkpoint, file);
        if (!_learner.LoadOptimizer(checkpoint))
            throw new CheckpointException(file, "has no memory of this spec's optimizer. Resume the run from another of its checkpoints.");
        _random.Dropout.Position = checkpoint.LoadNumber("generator.dropout");
        _random.Noise.Position = checkpoint.LoadNumber("generator.noise");
        CompletedEpochs = header.Epoch;
        _losses.AddRange(header.ValidationLosses ?? []);
    }
}
