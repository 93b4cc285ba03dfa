using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// x + attention(norm(x)), then x + feed-forward(norm(x)): Vaswani et al. (2017) with the normalisation first (Xiong et al. 2020). (N, T, width)
/// to the same. Parameters as in PyTorch's TransformerEncoderLayer with norm_first. On the CPU with ReLU or GELU the block is one native pass
/// (transformer.h), elsewhere one operator after the other.
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
    private readonly (int Heads, string Activation, double Dropout, RandomStream Random) _own;

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
        _own = (heads, activation, dropout, random);
        RegisterComponents();
    }

    /// <summary>Computes the output.</summary>
    /// <param name="input">(N, T, width).</param>
    /// <param name="future">(T, T), 0 up to the own position and -∞ after it, so that only the past is seen; null lets every position see all.</param>
    public torch.Tensor call(torch.Tensor input, torch.Tensor? future)
    {
        ArgumentNullException.ThrowIfNull(input);
        return !bfloat16 && _own.Activation is ("relu" or "gelu") && input.device.type == DeviceType.CPU && !LayerProbe.Active
            ? InOnePiece(input, causal: future is not null)
            : ByOperators(input, future);
    }

    private torch.Tensor InOnePiece(torch.Tensor input, bool causal)
    {
        var shape = input.shape;
        var (rows, length, width) = (shape[0], shape[1], shape[2]);
        torch.Tensor[] weights =
        [
            _norm1.weight, _norm1.bias, _self_attn.in_proj_weight, _self_attn.in_proj_bias, _self_attn.out_proj.weight, _self_attn.out_proj.bias!,
            _norm2.weight, _norm2.bias, _linear1.weight, _linear1.bias!, _linear2.weight, _linear2.bias!,
        ];
        // In the order in which the operators would draw them.
        torch.Tensor?[] masks = [Mask(rows * _own.Heads, length, length), Mask(rows, length, width), Mask(rows, length, _linear1.weight.shape[0]), Mask(rows, length, width)];
        return torch.nn.functional.transformer_block(input, weights, masks, _own.Heads, _own.Activation == "gelu", causal);

        torch.Tensor? Mask(params ReadOnlySpan<long> sizes) => training && _own.Dropout > 0 ? _own.Random.DropoutMask(sizes, _own.Dropout, input.device) : null;
    }

    private torch.Tensor ByOperators(torch.Tensor input, torch.Tensor? mask)
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
