using System.Globalization;

namespace Training.Core.Torch.Modules;

/// <summary>One module after the other; children are named by their position, as in PyTorch.</summary>
public sealed class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor>[] _steps;

    internal Sequential(ReadOnlySpan<torch.nn.Module<torch.Tensor, torch.Tensor>> modules)
        : base(nameof(Sequential))
    {
        _steps = modules.ToArray();
        for (var i = 0; i < _steps.Length; i++)
            register_module(i.ToString(CultureInfo.InvariantCulture), _steps[i]);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        foreach (var step in _steps)
            input = step.forward(input);
        return input;
    }
}
