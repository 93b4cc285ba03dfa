namespace Training.Core.Torch.Modules;

/// <summary>Transposed 2-D convolution; weight (in, out, k, k), bias (out) or none. Starts at zero, as <see cref="Linear"/> does.</summary>
public sealed class ConvTranspose2d : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _padding;
    private readonly long _stride;

    internal ConvTranspose2d(long inChannels, long outChannels, long kernelSize, long stride, long padding, bool hasBias)
        : base(nameof(ConvTranspose2d))
    {
        (_padding, _stride) = (padding, stride);
        weight = new Parameter(inChannels, outChannels, kernelSize, kernelSize);
        register_parameter(nameof(weight), weight);
        if (!hasBias)
            return;
        bias = new Parameter(outChannels);
        register_parameter(nameof(bias), bias);
    }

    /// <summary>(in, out, k, k).</summary>
    public Parameter weight { get; }

    /// <summary>(out), or null without one.</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.conv_transpose2d(input, weight, bias, _stride, _padding, bfloat16);
}
