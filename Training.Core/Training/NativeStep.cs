using System.Runtime.InteropServices;
using Training.Core.Data;
using Training.Core.Models;
using Training.Core.Torch;
using Training.Core.Torch.Modules;

namespace Training.Core;

/// <summary>
/// Forward, loss, backward and optimizer of a fully connected network in one native call (Torch/native/mlp_step.h), without autograd. Several
/// trials' steps may share the call. A trial's bits depend neither on the others nor on the number of threads.
/// </summary>
internal sealed unsafe class NativeStep
{
    /// <summary>Why most networks' steps are not native.</summary>
    public const string OtherNetwork = "only fully connected networks without embeddings that learn classes by plain cross entropy can.";

    private readonly Mlp _model;
    private readonly torch.optim.Optimizer _optimizer;
    private readonly OptimizerSpec _spec;
    private readonly long[] _widths; // of the hidden layers
    private readonly nint[] _parameters;
    private readonly nint[] _first;
    private readonly nint[] _second;
    private readonly nint[] _masks;

    /// <param name="model">One that <see cref="Obstacle"/> has nothing against.</param>
    /// <param name="optimizer">Of all its parameters.</param>
    /// <param name="spec">What the optimizer was built from.</param>
    public NativeStep(Mlp model, torch.optim.Optimizer optimizer, OptimizerSpec spec)
    {
        (_model, _optimizer, _spec) = (model, optimizer, spec);
        Parameter[] parameters = [.. model.parameters()];
        _widths = [.. parameters.Where((_, i) => i % 2 == 1).Select(bias => bias.numel()).SkipLast(1)];
        var memory = optimizer.state().Select(entry => entry.tensor.Handle).ToArray();
        var pairs = optimizer is Adam;
        _parameters = Pinned(parameters.Select(parameter => parameter.Handle));
        _first = Pinned(memory.Where((_, i) => !pairs || i % 2 == 0));
        _second = Pinned(memory.Where((_, i) => pairs && i % 2 == 1));
        _masks = Pinned(_widths.Select(_ => (nint)0));
        Norms = GC.AllocateArray<double>(_parameters.Length, pinned: true);
    }

    /// <summary>The Euclidean norm of each parameter's gradient in the last step that was asked for them.</summary>
    public double[] Norms { get; }

    /// <summary>Why a trial's steps cannot be native, as the end of a sentence, or null when they can.</summary>
    public static string? Obstacle(TrainingSpec spec, torch.nn.Module model, TrainingTask task)
    {
        var optimizer = spec.Optimizer;
        if (model is not Mlp network || task is not ClassificationTask { IsPlain: true })
            return OtherNetwork;
        if (network.Spec.Activation is not ("relu" or "gelu"))
            return $"its activation is {network.Spec.Activation}; relu and gelu can.";
        if (optimizer.Kind is not ("adam" or "adamw" or "sgd"))
            return $"its optimizer is {optimizer.Kind}; adam, adamw and sgd can.";
        if (optimizer is not { L1: 0, L2: 0, ClipNorm: 0, MicroBatches: 1, AverageDecay: 0 })
            return "it has penalties, clipping, parts of batches or averaged weights.";
        if (spec.Precision != "float32")
            return $"it multiplies in {spec.Precision}.";
        if (spec.Data.Augment.Mixup > 0)
            return "it blends images (augment.mixup), whose loss the native step does not compute.";
        if (spec.Transfer is { TrainBlocks: > 0 } or { RateDecay: not 1.0 })
            return "it freezes blocks, or trains them at rates of their own.";
        return spec.Device == "cpu" ? null : "it is not on the CPU.";
    }

    /// <summary>A step of each trial on its own batch: its mean loss and its logits, owned by the current scope. With a loss that is no finite number the weights stay.</summary>
    /// <param name="steps">Of the trials.</param>
    /// <param name="batches">One for each.</param>
    /// <param name="measured">Those whose <see cref="Norms"/> are wanted.</param>
    public static (double Loss, torch.Tensor Output)[] Run(ReadOnlySpan<NativeStep> steps, ReadOnlySpan<Batch> batches, ReadOnlySpan<bool> measured)
    {
        var natives = new MlpStep[steps.Length];
        for (var i = 0; i < natives.Length; i++)
            natives[i] = steps[i].Describe(batches[i], measured[i]);
        fixed (MlpStep* first = natives)
            Native.Checked(Native.shim_mlp_step(first, natives.Length), "native step");
        var answers = new (double, torch.Tensor)[natives.Length];
        for (var i = 0; i < natives.Length; i++)
        {
            answers[i] = (natives[i].Loss, new torch.Tensor(natives[i].Logits));
            if (double.IsFinite(natives[i].Loss))
                steps[i]._optimizer.RestoreStepCount(natives[i].Step);
        }

        return answers;
    }

    private MlpStep Describe(in Batch batch, bool measured) => new()
    {
        Layers = _parameters.Length / 2, Step = _optimizer.StepCount + 1,
        Parameters = At(_parameters), First = At(_first), Second = At(_second), Masks = _model.Spec.Dropout > 0 ? At(Masks(batch.Samples)) : null,
        Input = batch.Input.Handle, Target = batch.Target.Handle, Norms = measured ? (double*)At(Norms) : null,
        Rate = _optimizer.LearningRate, Beta1 = _spec.Kind == "sgd" ? _spec.Momentum : _spec.Beta1, Beta2 = _spec.Beta2, Epsilon = (_optimizer as Adam)?.Epsilon ?? 0,
        Decay = _spec.WeightDecay, Gelu = _model.Spec.Activation == "gelu" ? 1 : 0,
        Optimizer = _spec.Kind switch { "adam" => StepOptimizer.Adam, "adamw" => StepOptimizer.AdamW, _ => _spec.Nesterov ? StepOptimizer.Nesterov : StepOptimizer.Sgd },
    };

    // Drawn from the trial's own stream, layer by layer, as its modules would.
    private nint[] Masks(int rows)
    {
        for (var layer = 0; layer < _widths.Length; layer++)
            _masks[layer] = _model.Draws.DropoutMask([rows, _widths[layer]], _model.Spec.Dropout, torch.CPU).Handle;
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
