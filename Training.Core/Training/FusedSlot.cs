using System.Runtime.InteropServices;
using Training.Core.Data;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core;

/// <summary>One trial of a <see cref="FusedSession"/>: its session, and the handles that the native step works on.</summary>
internal sealed unsafe class FusedSlot
{
    private readonly TrainingSpec _spec;
    private readonly SupervisedLearner _learner;
    private readonly torch.optim.Optimizer _optimizer;
    private readonly RandomStream _dropout;
    private readonly long[] _widths; // of the hidden layers
    private readonly nint[] _parameters;
    private readonly nint[] _first;
    private readonly nint[] _second;
    private readonly nint[] _masks;
    private readonly double[] _norms;
    private Batch _batch;
    private double _loss;
    private long _correct;

    /// <param name="session">One that <see cref="FusedSession.Obstacle"/> has nothing against.</param>
    public FusedSlot(TrainingSession session)
    {
        Session = session;
        (_spec, var learner, _dropout, _) = session.Parts;
        _learner = (SupervisedLearner)learner;
        (var model, _optimizer, _) = _learner.Parts;
        Parameter[] parameters = [.. model.parameters()];
        _widths = [.. parameters.Where((_, i) => i % 2 == 1).Select(bias => bias.numel()).SkipLast(1)];
        var memory = _optimizer.state().Select(entry => entry.tensor.Handle).ToArray();
        var pairs = _optimizer is Adam;
        _parameters = Pinned(parameters.Select(parameter => parameter.Handle));
        _first = Pinned(memory.Where((_, i) => !pairs || i % 2 == 0));
        _second = Pinned(memory.Where((_, i) => pairs && i % 2 == 1));
        _masks = Pinned(_widths.Select(_ => (nint)0));
        _norms = GC.AllocateArray<double>(_parameters.Length, pinned: true);
    }

    public TrainingSession Session { get; }

    /// <summary>The epoch that it is in; null between two.</summary>
    public TrainingSession.EpochInProgress? Epoch { get; private set; }

    /// <summary>Why the trial cannot go on, or null.</summary>
    public DivergedException? Diverged { get; private set; }

    /// <summary>Whether it has epochs to train.</summary>
    public bool HasMore => Diverged is null && Session.CompletedEpochs < _spec.Epochs && Session.Stopped is null;

    public void Begin() => (Epoch, _loss, _correct) = (Session.Begin(), 0, 0);

    /// <summary>Whether it takes part in a step of this epoch.</summary>
    public bool Takes(int step) => Diverged is null && step < Epoch!.Steps;

    /// <summary>Reads the step's batch and says what the native step shall do; the current scope must stay open until it has.</summary>
    public void Prepare(int step, ref MlpSlot slot)
    {
        _batch = Epoch!.Read(step);
        var optimizer = _spec.Optimizer;
        slot = new MlpSlot
        {
            Layers = _parameters.Length / 2, Step = _optimizer.StepCount + 1,
            Parameters = At(_parameters), First = At(_first), Second = At(_second), Masks = _spec.Model.Dropout > 0 ? At(Masks(_batch.Samples)) : null,
            Input = _batch.Input.Handle, Target = _batch.Target.Handle, Norms = _learner.MeasureGradients ? (double*)At(_norms) : null,
            Rate = _learner.LearningRate, Beta1 = optimizer.Kind == "sgd" ? optimizer.Momentum : optimizer.Beta1, Beta2 = optimizer.Beta2, Epsilon = (_optimizer as Adam)?.Epsilon ?? 0,
            Decay = optimizer.WeightDecay, Gelu = _spec.Model.Activation == "gelu" ? 1 : 0,
            Optimizer = optimizer.Kind switch { "adam" => SlotOptimizer.Adam, "adamw" => SlotOptimizer.AdamW, _ => optimizer.Nesterov ? SlotOptimizer.Nesterov : SlotOptimizer.Sgd },
        };
    }

    /// <summary>Takes what the native step answered.</summary>
    public void Finish(in MlpSlot slot)
    {
        if (double.IsFinite(slot.Loss))
        {
            _optimizer.RestoreStepCount(slot.Step);
            if (_learner.MeasureGradients)
                _learner.Measured(_norms);
        }

        try
        {
            Epoch!.Stepped(slot.Loss, _batch);
            _loss += slot.Loss * _batch.Samples;
            _correct += slot.Correct;
        }
        catch (DivergedException diverged)
        {
            Diverged = diverged;
        }
    }

    /// <summary>Validates; null when the trial has diverged.</summary>
    public EpochResult? End(CancellationToken stop)
    {
        var epoch = Epoch!;
        Epoch = null;
        try
        {
            var rows = epoch.Rows.Length;
            return Diverged is null ? epoch.End(_loss / rows, new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = (double)_correct / rows }, stop) : null;
        }
        catch (DivergedException diverged)
        {
            Diverged = diverged;
            return null;
        }
    }

    // Drawn from the trial's own stream, layer by layer, as its modules would.
    private nint[] Masks(int rows)
    {
        for (var layer = 0; layer < _widths.Length; layer++)
            _masks[layer] = _dropout.DropoutMask([rows, _widths[layer]], _spec.Model.Dropout, torch.CPU).Handle;
        return _masks;
    }

    private static nint[] Pinned(IEnumerable<nint> handles)
    {
        var all = handles.ToArray();
        var pinned = GC.AllocateArray<nint>(all.Length, pinned: true);
        all.CopyTo(pinned, 0);
        return pinned;
    }

    private static nint* At(Array pinned) => pinned.Length == 0 ? null : (nint*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
}
