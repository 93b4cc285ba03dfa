using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>y = x Wᵀ + b; weight (out, in), bias (out) or none. Starts at zero: whoever builds a model initialises it from its own random numbers.</summary>
public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Linear(long inFeatures, long outFeatures, bool hasBias)
        : base(nameof(Linear))
    {
        weight = new Parameter(outFeatures, inFeatures);
        register_parameter(nameof(weight), weight);
        if (!hasBias)
            return;
        bias = new Parameter(outFeatures);
        register_parameter(nameof(bias), bias);
    }

    /// <summary>(out, in).</summary>
    public Parameter weight { get; }

    /// <summary>(out), or null without one.</summary>
    public Parameter? bias { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.linear(input, weight, bias, bfloat16);

    internal override string ToOnnx(OnnxGraph graph, string input) => graph.Linear(input, weight, bias);
}
