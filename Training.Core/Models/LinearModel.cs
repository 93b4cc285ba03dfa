using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// y = x Wᵀ + b: linear regression, or with cross entropy multinomial logistic regression. A category adds a learnt number for each of its
/// values, as one-hot columns would. Starts at zero, which is as good as any place for a convex loss. (N, ...) to (N, outputs).
/// </summary>
public sealed class LinearModel : torch.nn.Module<torch.Tensor, torch.Tensor>, IEmbeds
{
    /// <summary>What the names of the categories' weights begin with.</summary>
    internal const string OfCategories = "categories.";

    private readonly int _numbers;
    private readonly Parameter? _weight;
    private readonly Parameter _bias;
    private readonly Parameter[] _categories;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="numbers">Numbers of a flat sample.</param>
    /// <param name="cardinalities">How many codes each category has; their codes follow the numbers.</param>
    /// <param name="outputs">Values of one answer.</param>
    public LinearModel(int numbers, IReadOnlyList<int> cardinalities, int outputs)
        : base(nameof(LinearModel))
    {
        ArgumentNullException.ThrowIfNull(cardinalities);
        _numbers = numbers;
        _weight = numbers > 0 ? new Parameter(outputs, numbers) : null;
        _bias = new Parameter(outputs);
        _categories = [.. cardinalities.Select(codes => new Parameter(codes, outputs))];
        if (_weight is not null)
            register_parameter("weight", _weight);
        register_parameter("bias", _bias);
        foreach (var (i, category) in _categories.Index())
            register_parameter($"{OfCategories}{i}", category);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var flat = input.flatten(1); // (N, numbers + codes)
        if (_categories.Length == 0)
            return torch.nn.functional.linear(flat, _weight!, _bias, bfloat16);
        var codes = flat.slice(1, _numbers, _numbers + _categories.Length).to(torch.ScalarType.Int64);
        var sum = _weight is null ? _bias : torch.nn.functional.linear(flat.slice(1, 0, _numbers), _weight, _bias, bfloat16);
        return _categories.Index().Aggregate(sum, (all, category) => all + Aten.Embedding.Call(category.Item, codes.select(1, category.Index)));
    }

    // Each category's numbers, one for each output, are what is added.
    IReadOnlyList<int> IEmbeds.EmbeddedSizes => [.. _categories.Select(_ => (int)_bias.shape[0])];

    torch.Tensor IEmbeds.Embed(torch.Tensor input)
    {
        var flat = input.flatten(1);
        var codes = flat.slice(1, _numbers, _numbers + _categories.Length).to(torch.ScalarType.Int64);
        return torch.cat([flat.slice(1, 0, _numbers), .. _categories.Select((category, i) => Aten.Embedding.Call(category, codes.select(1, i)))], 1);
    }

    torch.Tensor IEmbeds.FromEmbedded(torch.Tensor embedded)
    {
        var outputs = _bias.shape[0];
        var sum = _weight is null ? _bias : torch.nn.functional.linear(embedded.slice(1, 0, _numbers), _weight, _bias, bfloat16);
        return Enumerable.Range(0, _categories.Length).Aggregate(sum, (all, i) => all + embedded.slice(1, _numbers + (i * outputs), _numbers + ((i + 1) * outputs)));
    }

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var flat = graph.Node("Flatten", [input]);
        if (_categories.Length == 0)
            return graph.Linear(flat, _weight!, _bias);
        var sum = _weight is null ? graph.Weight(_bias) : graph.Linear(graph.Slice(flat, 1, 0, _numbers), _weight, _bias);
        var codes = graph.Cast(graph.Slice(flat, 1, _numbers, _numbers + _categories.Length), OnnxType.Int64);
        return _categories.Index().Aggregate(
            sum, (all, category) => graph.Node("Add", [all, graph.Node("Gather", [graph.Weight(category.Item), graph.Select(codes, 1, category.Index)])]));
    }
}
