namespace Training.Core.Torch.Modules;

/// <summary>An element-wise function.</summary>
public sealed class Activation : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Func<torch.Tensor, torch.Tensor> _function;

    internal Activation(Func<torch.Tensor, torch.Tensor> function)
        : base(nameof(Activation)) => _function = function;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => _function(input);
}
