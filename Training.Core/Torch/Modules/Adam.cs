namespace Training.Core.Torch.Modules;

/// <summary>
/// Adam and AdamW. On the CPU one native pass over all parameters (measured: three times the whole training speed of a small
/// network against one operator after the other); elsewhere by operators.
/// </summary>
public sealed class Adam : torch.optim.Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _eps;
    private readonly double _decay;
    private readonly bool _decoupled;
    private readonly torch.Tensor[] _means;
    private readonly torch.Tensor[] _squares;
    private readonly nint[] _meanHandles;
    private readonly nint[] _squareHandles;

    internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double decay, bool decoupled)
        : base(parameters, lr)
    {
        (_beta1, _beta2, _eps, _decay, _decoupled) = (beta1, beta2, eps, decay, decoupled);
        (_means, _squares) = (Zeros(), Zeros());
        (_meanHandles, _squareHandles) = (HandlesOf(_means), HandlesOf(_squares));
    }

    /// <summary>What is added to the root of the mean square.</summary>
    internal double Epsilon => _eps;

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
        fixed (nint* means = _meanHandles)
        fixed (nint* squares = _squareHandles)
            Native.Checked(Native.shim_adam(parameters, means, squares, Handles.Length, StepCount, LearningRate, _beta1, _beta2, _eps, _decay, _decoupled ? 1 : 0), "Adam.step");
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, torch.Tensor tensor)> state()
    {
        for (var i = 0; i < _means.Length; i++)
        {
            yield return ($"exp_avg.{i}", _means[i]);
            yield return ($"exp_avg_sq.{i}", _squares[i]);
        }
    }

    /// <inheritdoc/>
    internal override void StepByOperators()
    {
        using var guard = torch.no_grad();
        var size = LearningRate / (1 - Math.Pow(_beta1, StepCount));
        var rootBias2 = Math.Sqrt(1 - Math.Pow(_beta2, StepCount));
        for (var i = 0; i < Parameters.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            var parameter = Parameters[i];
            if (parameter.grad is not { } gradient)
                continue;
            if (_decoupled)
                parameter.mul_(1 - (LearningRate * _decay));
            else if (_decay != 0)
                gradient = gradient.add(parameter.mul(_decay));
            _means[i].mul_(_beta1).add_(gradient, 1 - _beta1);
            _squares[i].mul_(_beta2).addcmul_(gradient, gradient, 1 - _beta2);
            parameter.addcdiv_(_means[i], _squares[i].sqrt().div(rootBias2).add(_eps), -size);
        }
    }
}
