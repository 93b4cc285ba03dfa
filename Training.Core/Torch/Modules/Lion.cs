namespace Training.Core.Torch.Modules;

/// <summary>
/// Lion (Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2): the step is the sign of beta1 · m + (1 - beta1) · g,
/// then m = beta2 · m + (1 - beta2) · g. Weight decay is decoupled, as AdamW's. Half of Adam's memory.
/// </summary>
public sealed class Lion : torch.optim.Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _decay;
    private readonly torch.Tensor[] _means;
    private readonly nint[] _meanHandles;

    internal Lion(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double decay)
        : base(parameters, lr)
    {
        (_beta1, _beta2, _decay) = (beta1, beta2, decay);
        _means = Zeros();
        _meanHandles = HandlesOf(_means);
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
        fixed (nint* means = _meanHandles)
            Native.Checked(Native.shim_lion(parameters, means, Handles.Length, LearningRate, _beta1, _beta2, _decay), "Lion.step");
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, torch.Tensor tensor)> state() => _means.Select((mean, i) => ($"exp_avg.{i}", mean));

    /// <inheritdoc/>
    internal override void StepByOperators()
    {
        using var guard = torch.no_grad();
        for (var i = 0; i < Parameters.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            if (Parameters[i].grad is not { } gradient)
                continue;
            var direction = _means[i].mul(_beta1).add_(gradient, 1 - _beta1).sign();
            Parameters[i].mul_(1 - (LearningRate * _decay)).add_(direction, -LearningRate);
            _means[i].mul_(_beta2).add_(gradient, 1 - _beta2);
        }
    }
}
