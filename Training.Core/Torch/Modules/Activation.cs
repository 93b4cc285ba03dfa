using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>An element-wise function.</summary>
public sealed class Activation : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Func<torch.Tensor, torch.Tensor> _function;
    private readonly Func<OnnxGraph, string, string> _onnx;

    internal Activation(Func<torch.Tensor, torch.Tensor> function, Func<OnnxGraph, string, string> onnx)
        : base(nameof(Activation)) => (_function, _onnx) = (function, onnx);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => _function(input);

    internal override string ToOnnx(OnnxGraph graph, string input) => _onnx(graph, input);

    // Operator set 17 has no GELU: x (1 + erf(x / √2)) / 2.
    internal static string Gelu(OnnxGraph graph, string input)
    {
        var erf = graph.Node("Erf", [graph.Node("Div", [input, graph.Single(Math.Sqrt(2))])]);
        return graph.Node("Mul", [graph.Node("Mul", [input, graph.Single(0.5)]), graph.Node("Add", [erf, graph.Single(1)])]);
    }
}
