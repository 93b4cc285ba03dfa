using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>The maximum of each square; a border that fills no whole square is dropped.</summary>
public sealed class MaxPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long _kernel;

    internal MaxPool2d(long kernelSize)
        : base(nameof(MaxPool2d)) => _kernel = kernelSize;

    /// <summary>Side of a square.</summary>
    internal long KernelSize => _kernel;

    /// <summary>The pooling of max(x, 0).</summary>
    internal torch.Tensor ForwardRectified(torch.Tensor input) => torch.nn.functional.relu_max_pool2d(input, _kernel);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.max_pool2d(input, _kernel);

    internal override string ToOnnx(OnnxGraph graph, string input) =>
        graph.Node("MaxPool", [input], OnnxAttribute.List("kernel_shape", _kernel, _kernel), OnnxAttribute.List("strides", _kernel, _kernel));
}
