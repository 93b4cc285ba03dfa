namespace Training.Core.Torch.Modules;

/// <summary>
/// RMSprop (Tieleman and Hinton 2012, lecture 6.5) as PyTorch defines it: v = alpha · v + (1 - alpha) · g²; the step is g / (√v + eps),
/// where a centred one takes √(v - mean(g)²), and momentum adds up steps.
/// </summary>
public sealed class RMSprop : torch.optim.Optimizer
{
    private readonly double _alpha;
    private readonly double _eps;
    private readonly double _decay;
    private readonly double _momentum;
    private readonly torch.Tensor[] _squares;
    private readonly torch.Tensor[] _means;
    private readonly torch.Tensor[] _buffers;
    private readonly nint[] _squareHandles;
    private readonly nint[] _meanHandles;
    private readonly nint[] _bufferHandles;

    internal RMSprop(IEnumerable<Parameter> parameters, double lr, double alpha, double eps, double decay, double momentum, bool centered)
        : base(parameters, lr)
    {
        (_alpha, _eps, _decay, _momentum) = (alpha, eps, decay, momentum);
        (_squares, _means, _buffers) = (Zeros(), centered ? Zeros() : [], momentum > 0 ? Zeros() : []);
        (_squareHandles, _meanHandles, _bufferHandles) = (HandlesOf(_squares), HandlesOf(_means), HandlesOf(_buffers));
    }

    /// <inheritdoc/>
    public override unsafe void step()
    {
        StepCount++;
        if (!OnCpu)
        {
            StepByOperators();
            return;
        }

        fixed (nint* parameters = Handles)
        fixed (nint* squares = _squareHandles)
        fixed (nint* means = _meanHandles) // null when empty
        fixed (nint* buffers = _bufferHandles)
            Native.Checked(Native.shim_rmsprop(parameters, squares, means, buffers, Handles.Length, LearningRate, _alpha, _eps, _momentum, _decay), "RMSprop.step");
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, torch.Tensor tensor)> state() =>
    [
        .. _squares.Select((square, i) => ($"square_avg.{i}", square)),
        .. _means.Select((mean, i) => ($"grad_avg.{i}", mean)),
        .. _buffers.Select((buffer, i) => ($"momentum_buffer.{i}", buffer)),
    ];

    /// <inheritdoc/>
    internal override void StepByOperators()
    {
        using var guard = torch.no_grad();
        for (var i = 0; i < Parameters.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            if (Parameters[i].grad is not { } gradient)
                continue;
            if (_decay != 0)
                gradient = gradient.add(Parameters[i].mul(_decay));
            var square = _squares[i].mul_(_alpha).addcmul_(gradient, gradient, 1 - _alpha);
            if (_means.Length > 0)
            {
                var mean = _means[i].mul_(_alpha).add_(gradient, 1 - _alpha);
                square = square.clone().addcmul_(mean, mean, -1).relu_(); // a rounding below 0 would be no number
            }

            var step = gradient.div(square.sqrt().add(_eps));
            if (_buffers.Length > 0)
                step = _buffers[i].mul_(_momentum).add_(step);
            Parameters[i].add_(step, -LearningRate);
        }
    }
}
