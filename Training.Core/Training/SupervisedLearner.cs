using System.Globalization;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core;

/// <summary>One network, one optimizer, one loss.</summary>
internal sealed class SupervisedLearner : Learner
{
    private const string Raw = "raw."; // of the weights and running statistics that training changes, where the averaged ones bear the plain names
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _model;
    private readonly torch.optim.Optimizer _optimizer;
    private readonly TrainingTask _task;
    private readonly OptimizerSpec _spec;
    private readonly string _specHash;
    private readonly TransferSpec _transfer;
    private readonly (string Name, Parameter Parameter)[] _parameters;
    private readonly (string Name, torch.Tensor Buffer)[] _buffers; // the persistent ones
    private readonly (string Name, Parameter Parameter)[] _trained; // all but the frozen ones
    private readonly Gradients _gradients;
    private readonly AveragedWeights? _average;
    private readonly NetworkWatch _watch;
    private readonly NativeStep? _native; // null: by operators and autograd
    private IReadOnlyList<(string Layer, double Norm, long Elements)> _measured = [];

    /// <summary>Owns the model and the optimizer from now on; the model has its initial weights and its device.</summary>
    public SupervisedLearner(torch.nn.Module<torch.Tensor, torch.Tensor> model, torch.optim.Optimizer optimizer, TrainingTask task, TrainingSpec spec)
    {
        (_model, _optimizer, _task, _spec, _specHash) = (model, optimizer, task, spec.Optimizer, spec.SpecHash);
        _transfer = spec.Transfer;
        NativeObstacle = NativeStep.Obstacle(spec, model, task);
        _native = NativeObstacle is null ? new NativeStep((Mlp)model, optimizer, _spec) : null;
        _parameters = [.. model.named_parameters()];
        _buffers = [.. model.state_dict().Skip(_parameters.Length)]; // it gives the parameters first
        _trained = Array.FindAll(_parameters, pair => pair.Parameter.requires_grad);
        _gradients = new Gradients(Array.ConvertAll(_trained, pair => pair.Parameter));
        _watch = new NetworkWatch(model);
        _average = _spec.AverageDecay > 0 ? new AveragedWeights([.. _parameters.Select(pair => pair.Parameter), .. _buffers.Select(pair => pair.Buffer)], _spec.AverageDecay) : null;
    }

    public override double LearningRate
    {
        get => _optimizer.LearningRate;
        set => _optimizer.LearningRate = value;
    }

    public override long Steps => _optimizer.StepCount;

    public override (double Loss, torch.Tensor Output) Step(in Batch batch)
    {
        if (_native is not null)
            return StepTogether([this], [batch])[0];
        var (loss, output) = _spec.MicroBatches == 1 || batch.Samples == 1 ? Backward(batch) : BackwardInParts(batch);
        if (double.IsFinite(loss)) // else the weights stay as they are, so that the cause can be found
            Follow();
        _optimizer.zero_grad();
        return (loss, output);
    }

    public override torch.nn.Module? Network => _model;

    public override Picture? Show(PreparedData data, ReadOnlySpan<int> rows) =>
        data is UnlabelledImages images ? Reconstructions.Show(_model, images, rows) : null;

    public override torch.Tensor Forward(in Batch batch) => _model.Answer(batch);

    public override IReadOnlyList<(string Layer, double Norm, long Elements)> Gradients => _measured;

    public override (torch.Tensor Output, IReadOnlyList<(string Layer, int Dead, int Units)> Dead) Watch(in Batch batch) => _watch.Forward(batch);

    public override string? FirstNonFinite(in Batch batch) => _watch.FirstNonFinite(batch);

    public override void Train(bool on)
    {
        _model.train(on);
        _average?.Use(!on);
    }

    public override IEnumerable<(string Name, torch.Tensor Tensor)> State()
    {
        for (var i = 0; i < _parameters.Length; i++)
            yield return (_parameters[i].Name, _average?.Averages[i] ?? _parameters[i].Parameter);
        if (_average is not null)
        {
            foreach (var (name, parameter) in _parameters)
                yield return (Raw + name, parameter);
        }

        for (var i = 0; i < _buffers.Length; i++)
            yield return (_buffers[i].Name, _average?.Averages[_parameters.Length + i] ?? _buffers[i].Buffer);
        if (_average is not null)
        {
            foreach (var (name, buffer) in _buffers)
                yield return (Raw + name, buffer);
        }

        foreach (var (name, tensor) in _optimizer.state())
            yield return ($"optimizer.{name}", tensor);
    }

    public override void LoadWeights(Checkpoint checkpoint)
    {
        foreach (var (i, (name, tensor)) in _model.state_dict().Index())
        {
            checkpoint.Load(checkpoint.Contains(Raw + name) ? Raw + name : name, tensor); // earlier versions kept running statistics once
            if (_average is not null)
                checkpoint.Load(name, _average.Averages[i]);
        }
    }

    public override bool LoadOptimizer(Checkpoint checkpoint)
    {
        var header = checkpoint.Header;
        var state = _optimizer.state().ToArray();
        var missing = Array.FindAll(state, entry => !checkpoint.Contains($"optimizer.{entry.name}"));
        var fitting = state.Count(entry => checkpoint.Contains($"optimizer.{entry.name}", entry.tensor.shape));
        var same = header.SpecHash == _specHash;
        if (header.OptimizerKind != _spec.Kind || (!same && Frozen(TrainingSpec.Parse(header.Fields).Transfer) != Frozen(_transfer)))
            return false;
        // An earlier version wrote it, in which a linear model's categories did not train. Steps that the rest has seen would make their first ones too large.
        if (same && missing.Length > 0 && fitting + missing.Length == state.Length && Array.TrueForAll(missing, entry => IsOfCategory(entry.name)))
            return true;
        if (fitting < state.Length)
            return false;
        foreach (var (name, tensor) in state)
            checkpoint.Load($"optimizer.{name}", tensor);
        _optimizer.RestoreStepCount(header.OptimizerSteps);
        return true;
    }

    // By its place among those that train: a linear model is one block.
    private bool IsOfCategory(string entry) =>
        _model is LinearModel && int.TryParse(entry.AsSpan(entry.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
        && place < _trained.Length && _trained[place].Name.StartsWith(LinearModel.OfCategories, StringComparison.Ordinal);

    // The memory is kept by a parameter's place among those that train, so its places mean the same only where as many blocks of the network are frozen.
    private int Frozen(TransferSpec transfer) => transfer.TrainBlocks == 0 ? 0 : Math.Max(0, NetworkBlocks.Of(_model).Count - transfer.TrainBlocks);

    public override void Dispose()
    {
        _average?.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    /// <summary>Why its steps are done by operators and autograd, as the end of a sentence; null when they are native.</summary>
    internal string? NativeObstacle { get; }

    /// <summary>A step of each learner on its own batch in one native call; what <see cref="Step"/> answers, for each.</summary>
    /// <param name="learners">With native steps.</param>
    /// <param name="batches">One for each.</param>
    internal static (double Loss, torch.Tensor Output)[] StepTogether(SupervisedLearner[] learners, Batch[] batches)
    {
        var answers = NativeStep.Run(Array.ConvertAll(learners, learner => learner._native!), batches, Array.ConvertAll(learners, learner => learner.MeasureGradients));
        for (var i = 0; i < learners.Length; i++)
        {
            if (learners[i].MeasureGradients && double.IsFinite(answers[i].Loss))
                learners[i]._measured = learners[i].ByLayer(learners[i]._native!.Norms);
        }

        return answers;
    }

    private (double Loss, torch.Tensor Output) Backward(in Batch batch)
    {
        var output = _model.Answer(batch); // (B, outputs)
        var loss = _task.Loss(output, batch);
        loss.backward();
        return (loss.item(), output);
    }

    // Each part's mean loss counts by its share of the samples, so that the gradients add up to those of the whole batch's mean.
    private (double Loss, torch.Tensor Output) BackwardInParts(in Batch batch)
    {
        torch.Tensor? outputs = null;
        var (size, mean) = ((batch.Samples + _spec.MicroBatches - 1) / _spec.MicroBatches, 0.0);
        for (var at = 0; at < batch.Samples; at += size)
        {
            using var scope = torch.NewDisposeScope();
            var count = Math.Min(size, batch.Samples - at);
            var part = new Batch(batch.Input.narrow(0, at, count), batch.Target.narrow(0, at, count), count) { Rows = batch.Rows.IsEmpty ? default : batch.Rows.Slice(at, count), Epoch = batch.Epoch, Mixed = batch.Mixed?.Narrow(at, count) };
            var output = _model.Answer(part); // (count, outputs)
            var loss = _task.Loss(output, part).mul((double)count / batch.Samples);
            loss.backward();
            mean += loss.item();
            using var guard = torch.no_grad();
            outputs ??= torch.empty([batch.Samples, .. output.shape[1..]], output.dtype, output.device).MoveToOuterDisposeScope();
            outputs.narrow(0, at, count).copy_(output);
        }

        return (mean, outputs!);
    }

    private void Follow()
    {
        if (_spec.L1 > 0 || _spec.L2 > 0)
            _gradients.Penalize(_spec.L1, _spec.L2);
        if (MeasureGradients)
            _measured = ByLayer(_gradients.Norms());
        if (_spec.ClipNorm > 0)
            _gradients.Clip(_spec.ClipNorm);
        _optimizer.step();
        _average?.Follow(_optimizer.StepCount);
    }

    // Weight and bias of a layer count together, under the layer's name.
    private IReadOnlyList<(string Layer, double Norm, long Elements)> ByLayer(double[] norms) =>
    [
        .. _trained.Zip(norms)
            .GroupBy(pair => pair.First.Name[..Math.Max(0, pair.First.Name.LastIndexOf('.'))], StringComparer.Ordinal)
            .Select(layer => (layer.Key, Math.Sqrt(layer.Sum(pair => pair.Second * pair.Second)), layer.Sum(pair => pair.First.Parameter.numel()))),
    ];
}
