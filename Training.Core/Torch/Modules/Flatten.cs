using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>(N, ...) to (N, product).</summary>
public sealed class Flatten : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Flatten()
        : base(nameof(Flatten))
    {
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => input.flatten(1);

    internal override string ToOnnx(OnnxGraph graph, string input) => graph.Node("Flatten", [input]);
}
