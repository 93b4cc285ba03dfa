using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>A vector for each number: (...) int64 to (..., dimension); weight (count, dimension). Starts at zero, as <see cref="Linear"/> does.</summary>
public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Embedding(long count, long dimension, double deviation)
        : base(nameof(Embedding))
    {
        Deviation = deviation;
        weight = new Parameter(count, dimension);
        register_parameter(nameof(weight), weight);
    }

    /// <summary>(count, dimension).</summary>
    public Parameter weight { get; }

    /// <summary>Standard deviation of the initial weights; PyTorch's is 1, language models start much smaller.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input) => Aten.Embedding.Call(weight, input);

    internal override string ToOnnx(OnnxGraph graph, string input) => graph.Node("Gather", [graph.Weight(weight), input]);
}
