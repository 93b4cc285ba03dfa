using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// x + attention(norm(x)), then x + feed-forward(norm(x)): Vaswani et al. (2017) with the normalisation first (Xiong et al. 2020). (N, T, width)
/// to the same. Parameters as in PyTorch's TransformerEncoderLayer with norm_first.
/// </summary>
internal sealed class TransformerBlock : torch.nn.Module, IBlock
{
    private readonly MultiheadAttention _self_attn;
    private readonly Linear _linear1;
    private readonly Linear _linear2;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly Dropout _dropout;
    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _activation;

    public TransformerBlock(int width, int heads, int feedForward, string activation, double dropout, RandomStream random)
        : base(nameof(TransformerBlock))
    {
        _self_attn = torch.nn.MultiheadAttention(width, heads, dropout, random);
        _linear1 = torch.nn.Linear(width, feedForward);
        _linear2 = torch.nn.Linear(feedForward, width);
        _norm1 = torch.nn.LayerNorm(width);
        _norm2 = torch.nn.LayerNorm(width);
        _dropout = torch.nn.Dropout(dropout, random);
        _activation = Activations.Build(activation);
        RegisterComponents();
    }

    /// <summary>Computes the output; see <see cref="MultiheadAttention.call"/> for the mask.</summary>
    public torch.Tensor call(torch.Tensor input, torch.Tensor? mask)
    {
        var seen = input.add(_dropout.call(_self_attn.call(_norm1.call(input), mask)));
        var hidden = _dropout.call(_activation.call(_linear1.call(_norm2.call(seen)))); // (N, T, feed-forward)
        return seen.add(_dropout.call(_linear2.call(hidden)));
    }

    /// <summary>The same in an ONNX graph; the mask is a value of it.</summary>
    internal string ToOnnx(OnnxGraph graph, string input, string? mask)
    {
        var seen = graph.Node("Add", [input, _self_attn.ToOnnx(graph, _norm1.ToOnnx(graph, input), mask)]);
        var hidden = _activation.ToOnnx(graph, _linear1.ToOnnx(graph, _norm2.ToOnnx(graph, seen)));
        return graph.Node("Add", [seen, _linear2.ToOnnx(graph, hidden)]);
    }
}
