using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>2-D convolution; weight (out, in, k, k), bias (out) or none. Starts at zero, as <see cref="Linear"/> does.</summary>
public sealed class Conv2d : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _padding;
    private readonly long _stride;

    internal Conv2d(long inChannels, long outChannels, long kernelSize, long padding, long stride, bool hasBias)
        : base(nameof(Conv2d))
    {
        (_padding, _stride) = (padding, stride);
        weight = new Parameter(outChannels, inChannels, kernelSize, kernelSize);
        register_parameter(nameof(weight), weight);
        if (!hasBias)
            return;
        bias = new Parameter(outChannels);
        register_parameter(nameof(bias), bias);
    }

    /// <summary>(out, in, k, k).</summary>
    public Parameter weight { get; }

    /// <summary>(out), or null without one.</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.conv2d(input, weight, bias, _padding, _stride, bfloat16);

    /// <summary>relu(conv2d(x)), in one pass unless products are in bfloat16.</summary>
    internal torch.Tensor ForwardRectified(torch.Tensor input) =>
        bfloat16 ? forward(input).relu() : torch.nn.functional.conv2d_relu(input, weight, bias, _padding, _stride);

    /// <summary>The maximum of each 2 × 2 square of relu(conv2d(x)), in one pass unless products are in bfloat16.</summary>
    internal torch.Tensor ForwardRectifiedAndPooled(torch.Tensor input) => bfloat16
        ? torch.nn.functional.relu_max_pool2d(forward(input), 2)
        : torch.nn.functional.conv2d_relu_max_pool2d(input, weight, bias, _padding, _stride);

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        string[] inputs = bias is null ? [input, graph.Weight(weight)] : [input, graph.Weight(weight), graph.Weight(bias)];
        return graph.Node("Conv", inputs, OnnxAttribute.List("pads", _padding, _padding, _padding, _padding), OnnxAttribute.List("strides", _stride, _stride));
    }
}
