namespace Training.Core.Torch.Modules;

/// <summary>Gradient descent with PyTorch's momentum: buffer = momentum · buffer + gradient, and the first buffer is the gradient.</summary>
public sealed class SGD : torch.optim.Optimizer
{
    private readonly double _momentum;
    private readonly double _decay;
    private readonly bool _nesterov;
    private readonly torch.Tensor[] _buffers;
    private readonly nint[] _bufferHandles;

    internal SGD(IEnumerable<Parameter> parameters, double lr, double momentum, double decay, bool nesterov)
        : base(parameters, lr)
    {
        if (nesterov && momentum <= 0)
            throw new ArgumentException("Nesterov's variant needs a momentum above 0.", nameof(momentum));
        (_momentum, _decay, _nesterov) = (momentum, decay, nesterov);
        _buffers = momentum == 0 ? [] : Zeros();
        _bufferHandles = HandlesOf(_buffers);
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
        fixed (nint* buffers = _bufferHandles)
            Native.Checked(Native.shim_sgd(parameters, buffers, Handles.Length, StepCount == 1 ? 1 : 0, LearningRate, _momentum, _decay, _nesterov ? 1 : 0), "SGD.step");
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, torch.Tensor tensor)> state() => _buffers.Select((buffer, i) => ($"momentum_buffer.{i}", buffer));

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
            if (_buffers.Length > 0)
            {
                _buffers[i].mul_(_momentum).add_(gradient); // zeros before the first step, so that step's buffer is the gradient
                gradient = _nesterov ? gradient.add(_buffers[i].mul(_momentum)) : _buffers[i];
            }

            Parameters[i].add_(gradient, -LearningRate);
        }
    }
}
