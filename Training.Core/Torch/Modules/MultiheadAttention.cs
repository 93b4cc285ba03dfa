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
        var joint = torch.nn.functional.linear(input, in_proj_weight, in_proj_bias)
            .reshape(rows, length, 3, _heads, size).permute(2, 0, 3, 1, 4); // (3, N, heads, T, size)
        var queries = joint.select(0, 0).mul(1 / Math.Sqrt(size));
        var scores = queries.matmul(joint.select(0, 1).transpose(2, 3)); // (N, heads, T, T)
        var shares = (mask is null ? scores : scores.add(mask)).softmax(3);
        if (training && _dropout > 0)
            shares = shares.mul(_random.DropoutMask(shares.shape, _dropout, shares.device));
        return out_proj.call(shares.matmul(joint.select(0, 2)).transpose(1, 2).reshape(rows, length, width));
    }
}
