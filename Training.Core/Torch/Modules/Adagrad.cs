namespace Training.Core.Torch.Modules;

/// <summary>Adagrad (Duchi, Hazan and Singer 2011) as PyTorch defines it: sum += g²; the step is rate / (1 + (t - 1) · lr_decay) · g / (√sum + eps).</summary>
public sealed class Adagrad : torch.optim.Optimizer
{
    private readonly double _rateDecay;
    private readonly double _decay;
    private readonly double _eps;
    private readonly torch.Tensor[] _sums;
    private readonly nint[] _sumHandles;

    internal Adagrad(IEnumerable<Parameter> parameters, double lr, double lrDecay, double decay, double eps)
        : base(parameters, lr)
    {
        (_rateDecay, _decay, _eps) = (lrDecay, decay, eps);
        _sums = Zeros();
        _sumHandles = HandlesOf(_sums);
    }

    private double Rate => LearningRate / (1 + ((StepCount - 1) * _rateDecay));

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
        fixed (nint* sums = _sumHandles)
            Native.Checked(Native.shim_adagrad(parameters, sums, Handles.Length, Rate, _eps, _decay), "Adagrad.step");
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, torch.Tensor tensor)> state() => _sums.Select((sum, i) => ($"sum.{i}", sum));

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
            _sums[i].addcmul_(gradient, gradient, 1);
            Parameters[i].addcdiv_(gradient, _sums[i].sqrt().add(_eps), -Rate);
        }
    }
}
