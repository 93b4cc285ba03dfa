using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// A table's row through an embedding of each category, joined to the numbers, then an <see cref="Mlp"/> (entity embeddings, Guo and
/// Berkhahn 2016, arXiv 1604.06737). (N, numbers + codes) to (N, outputs).
/// </summary>
public sealed class TableMlp : torch.nn.Module<torch.Tensor, torch.Tensor>, IEmbeds
{
    private const int LargestByRule = 50;
    private const double Deviation = 0.1; // small beside the standardised numbers, so that categories do not drown them at first
    private readonly TableShape _shape;
    private readonly Embedding[] _embeddings;
    private readonly Mlp _mlp;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Numbers and categories of a row.</param>
    /// <param name="outputs">Values of one answer.</param>
    /// <param name="spec">Widths, embedding size, activation and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    public TableMlp(TableShape shape, int outputs, MlpSpec spec, RandomStream dropout)
        : base(nameof(TableMlp))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        _shape = shape;
        _embeddings = [.. shape.Cardinalities.Select(codes => new Embedding(codes, Size(codes, spec.Embedding), Deviation))];
        _mlp = new Mlp(shape.Numbers + shape.Cardinalities.Sum(codes => Size(codes, spec.Embedding)), outputs, spec, dropout);
        foreach (var (i, embedding) in _embeddings.Index())
            register_module($"embeddings.{i}", embedding);
        register_module("mlp", _mlp);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _mlp.call(((IEmbeds)this).Embed(input));
    }

    IReadOnlyList<int> IEmbeds.EmbeddedSizes => [.. _embeddings.Select(embedding => (int)embedding.weight.shape[1])];

    torch.Tensor IEmbeds.Embed(torch.Tensor input)
    {
        var codes = input.slice(1, _shape.Numbers, _shape.Width).to(torch.ScalarType.Int64); // (N, categories)
        torch.Tensor[] parts = [input.slice(1, 0, _shape.Numbers), .. _embeddings.Select((embedding, i) => embedding.call(codes.select(1, i)))];
        return torch.cat(parts, 1); // (N, numbers + embedded)
    }

    torch.Tensor IEmbeds.FromEmbedded(torch.Tensor embedded) => _mlp.call(embedded);

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var codes = graph.Cast(graph.Slice(input, 1, _shape.Numbers, _shape.Width), OnnxType.Int64);
        string[] embedded = [.. _embeddings.Select((embedding, i) => embedding.ToOnnx(graph, graph.Select(codes, 1, i)))];
        return _mlp.ToOnnx(graph, graph.Concat(_shape.Numbers == 0 ? embedded : [graph.Slice(input, 1, 0, _shape.Numbers), .. embedded], 1));
    }

    private static int Size(int codes, int wanted) => wanted > 0 ? wanted : Math.Min(LargestByRule, (codes + 1) / 2);
}
