using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>max(x, 0).</summary>
public sealed class ReLU : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly bool _inplace;

    internal ReLU(bool inplace)
        : base(nameof(ReLU)) => _inplace = inplace;

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => _inplace ? input.relu_() : input.relu();

    internal override string ToOnnx(OnnxGraph graph, string input) => graph.Node("Relu", [input]);
}
