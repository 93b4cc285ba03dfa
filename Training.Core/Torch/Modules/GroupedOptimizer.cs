namespace Training.Core.Torch.Modules;

/// <summary>Optimizers of one kind over groups of parameters, each at its own share of the rate (PyTorch's parameter groups).</summary>
internal sealed class GroupedOptimizer : torch.optim.Optimizer
{
    private readonly (torch.optim.Optimizer Optimizer, double Share)[] _groups;

    /// <summary>Owns the optimizers from now on.</summary>
    /// <param name="groups">With the share of the rate that each trains at; at least one.</param>
    /// <param name="parameters">Of all groups together.</param>
    /// <param name="rate">The whole rate.</param>
    public GroupedOptimizer(IEnumerable<(torch.optim.Optimizer Optimizer, double Share)> groups, IEnumerable<Parameter> parameters, double rate)
        : base(parameters, rate) => _groups = [.. groups];

    /// <inheritdoc/>
    public override void step()
    {
        StepCount++;
        foreach (var (optimizer, share) in _groups)
        {
            optimizer.LearningRate = LearningRate * share;
            optimizer.step();
        }
    }

    /// <inheritdoc/>
    public override void RestoreStepCount(long steps)
    {
        base.RestoreStepCount(steps);
        foreach (var (optimizer, _) in _groups)
            optimizer.RestoreStepCount(steps);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string name, torch.Tensor tensor)> state() =>
        _groups.SelectMany((group, i) => group.Optimizer.state().Select(entry => ($"group{i}.{entry.name}", entry.tensor)));

    /// <inheritdoc/>
    internal override void StepByOperators()
    {
        StepCount++;
        foreach (var (optimizer, share) in _groups)
        {
            optimizer.LearningRate = LearningRate * share;
            optimizer.StepByOperators();
        }
    }
}
