namespace Training.Core.Torch.Modules;

/// <summary>2-D convolution with stride 1; weight (out, in, k, k), bias (out). Starts at zero, as <see cref="Linear"/> does.</summary>
public sealed class Conv2d : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _padding;

    internal Conv2d(long inChannels, long outChannels, long kernelSize, long padding)
        : base(nameof(Conv2d))
    {
        _padding = padding;
        weight = new Parameter(outChannels, inChannels, kernelSize, kernelSize);
        bias = new Parameter(outChannels);
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
    }

    /// <summary>(out, in, k, k).</summary>
    public Parameter weight { get; }

    /// <summary>(out).</summary>
    public Parameter bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.conv2d(input, weight, bias, _padding);
}
