using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>Layer normalisation (Ba, Kiros and Hinton 2016) over the last dimension; weight and bias (features).</summary>
public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const double Epsilon = 1e-5;

    internal LayerNorm(long features)
        : base(nameof(LayerNorm))
    {
        weight = new Parameter(features);
        weight.Fill(1);
        bias = new Parameter(features);
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
    }

    /// <summary>(features), 1 at the start.</summary>
    public Parameter weight { get; }

    /// <summary>(features), 0 at the start.</summary>
    public Parameter bias { get; }

    /// <inheritdoc/>
    public override unsafe torch.Tensor forward(torch.Tensor input)
    {
        var features = weight.shape[0];
        return Aten.LayerNorm.Call(input, Value.Longs(&features, 1), weight, bias, Epsilon);
    }

    internal override string ToOnnx(OnnxGraph graph, string input) =>
        graph.Node("LayerNormalization", [input, graph.Weight(weight), graph.Weight(bias)], OnnxAttribute.Of("axis", -1), OnnxAttribute.Of("epsilon", (float)Epsilon));
}
