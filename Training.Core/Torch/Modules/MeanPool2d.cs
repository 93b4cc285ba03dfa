namespace Training.Core.Torch.Modules;

/// <summary>The mean of each square; with a kernel of 0 of the whole plane, (N, C, H, W) to (N, C, 1, 1).</summary>
public sealed class MeanPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _kernel;

    internal MeanPool2d(long kernelSize)
        : base(nameof(MeanPool2d)) => _kernel = kernelSize;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) =>
        _kernel > 0 ? torch.nn.functional.avg_pool2d(input, _kernel) : torch.nn.functional.adaptive_avg_pool2d(input, 1);
}
