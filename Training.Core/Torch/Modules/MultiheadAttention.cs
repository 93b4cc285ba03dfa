using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>
/// Self-attention with several heads (Vaswani et al. 2017, section 3.2): softmax(Q Kᵀ / √d) V, each head on its share of the width.
/// (N, T, width) to the same. Parameters as in PyTorch's MultiheadAttention.
/// </summary>
public sealed class MultiheadAttention : torch.nn.Module
{
    private readonly int _heads;
    private readonly double _dropout;
    private readonly RandomStream _random;

    internal MultiheadAttention(long width, int heads, double dropout, RandomStream random)
        : base(nameof(MultiheadAttention))
    {
        if (width % heads != 0)
            throw new ArgumentException($"A width of {width} cannot be shared by {heads} heads; give a multiple of {heads}.", nameof(width));
        (_heads, _dropout, _random) = (heads, dropout, random);
        in_proj_weight = new Parameter(3 * width, width);
        in_proj_bias = new Parameter(3 * width);
        out_proj = torch.nn.Linear(width, width);
        register_parameter(nameof(in_proj_weight), in_proj_weight);
        register_parameter(nameof(in_proj_bias), in_proj_bias);
        register_module(nameof(out_proj), out_proj);
    }

    /// <summary>(3·width, width): queries, keys, values.</summary>
    public Parameter in_proj_weight { get; }

    /// <summary>(3·width).</summary>
    public Parameter in_proj_bias { get; }

    /// <summary>Joins the heads.</summary>
    public Linear out_proj { get; }

    /// <summary>Attends.</summary>
    /// <param name="input">(N, T, width).</param>
    /// <param name="mask">(T, T), added to the scores: -∞ where a row must not look; null lets every position see all.</param>
    public torch.Tensor call(torch.Tensor input, torch.Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = input.shape;
        var (rows, length, width) = (shape[0], shape[1], shape[2]);
        var size = width / _heads;
        // One copy brings all three into the layout of batched products, and one brings their gradients back.
        var parts = torch.nn.functional.linear(input, in_proj_weight, in_proj_bias, bfloat16)
            .reshape(rows, length, 3, _heads, size).permute(2, 0, 3, 1, 4).reshape(3, rows * _heads, length, size).unbind(0);
        var (queries, keys, values) = (parts[0], parts[1].transpose(1, 2), parts[2]); // (N·heads, T, size), keys (N·heads, size, T)
        var scale = 1 / Math.Sqrt(size);
        var shares = (mask is null ? queries.mul(scale).matmul(keys) : torch.baddbmm(mask, queries, keys, scale)).softmax(2); // (N·heads, T, T)
        if (training && _dropout > 0)
            shares = shares.mul(_random.DropoutMask(shares.shape, _dropout, shares.device));
        return out_proj.call(shares.matmul(values).reshape(rows, _heads, length, size).transpose(1, 2).reshape(rows, length, width));
    }

    /// <summary>The same in an ONNX graph; the mask is a value of it.</summary>
    internal string ToOnnx(OnnxGraph graph, string input, string? mask)
    {
        var size = out_proj.weight.shape[0] / _heads;
        var parts = graph.Transpose(graph.Reshape(graph.Linear(input, in_proj_weight, in_proj_bias), 0, 0, 3, _heads, size), 2, 0, 3, 1, 4); // (3, N, heads, T, size)
        var keys = graph.Transpose(graph.Select(parts, 0, 1), 0, 1, 3, 2); // (N, heads, size, T)
        var queries = graph.Node("Mul", [graph.Select(parts, 0, 0), graph.Single(1 / Math.Sqrt(size))]);
        var scores = graph.Node("MatMul", [queries, keys]);
        var shares = graph.Node("Softmax", [mask is null ? scores : graph.Node("Add", [scores, mask])], OnnxAttribute.Of("axis", -1));
        var seen = graph.Transpose(graph.Node("MatMul", [shares, graph.Select(parts, 0, 2)]), 0, 2, 1, 3); // (N, T, heads, size)
        return out_proj.ToOnnx(graph, graph.Reshape(seen, 0, 0, _heads * size));
    }
}
