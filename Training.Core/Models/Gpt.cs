using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// A decoder-only language model (Radford et al. 2019): token and position vectors, blocks whose attention sees only earlier positions, and the
/// next token's logits at every position. (N, T) int64, T at most the context, to (N, T, vocabulary).
/// </summary>
public sealed class Gpt : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const double EmbeddingDeviation = 0.02; // as in the paper's code; PyTorch's 1 would drown the positions' small beginnings

    private readonly Embedding _token;
    private readonly Embedding _position;
    private readonly Dropout _dropout;
    private readonly TransformerStack _decoder;
    private readonly Linear _head;
    private readonly ModuleBuffer _mask;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Vocabulary and context.</param>
    /// <param name="outputs">Logits of a position.</param>
    /// <param name="spec">Blocks, width, heads, activation and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    public Gpt(TextShape shape, int outputs, GptSpec spec, RandomStream dropout)
        : base(nameof(Gpt))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        var width = spec.Width;
        _token = torch.nn.Embedding(shape.Vocabulary, width, EmbeddingDeviation);
        _position = torch.nn.Embedding(shape.Length, width, EmbeddingDeviation);
        _dropout = torch.nn.Dropout(spec.Dropout, dropout);
        _decoder = new TransformerStack(spec.Layers, width, spec.Heads, 4 * width, spec.Activation, spec.Dropout, dropout);
        _head = torch.nn.Linear(width, outputs);
        register_module("token", _token);
        register_module("position", _position);
        register_module("decoder", _decoder);
        register_module("head", _head);
        register_module("dropout", _dropout);
        _mask = Future(shape.Length);
        register_buffer("mask", _mask, persistent: false);
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var length = input.shape[1];
        var vectors = _token.call(input).add(_position.weight.slice(0, 0, length)); // (N, T, width)
        var mask = _mask.slice(0, 0, length).slice(1, 0, length); // (T, T)
        return _head.call(_decoder.call(_dropout.call(vectors), mask)); // (N, T, vocabulary)
    }

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var (zero, length) = (graph.Integers(0), graph.Node("Shape", [input], OnnxAttribute.Of("start", 1), OnnxAttribute.Of("end", 2))); // [T]
        var places = graph.Node("Slice", [graph.Weight(_position.weight), zero, length, zero]);
        var mask = graph.Node("Slice", [graph.Weight(_mask), graph.Integers(0, 0), graph.Concat([length, length], 0), graph.Integers(0, 1)]);
        var vectors = graph.Node("Add", [_token.ToOnnx(graph, input), places]);
        return _head.ToOnnx(graph, _decoder.ToOnnx(graph, vectors, mask));
    }

    // 0 up to the own position, -∞ after it.
    private static ModuleBuffer Future(int length)
    {
        var values = new float[length * length];
        for (var row = 0; row < length; row++)
            values.AsSpan((row * length) + row + 1, length - row - 1).Fill(float.NegativeInfinity);
        var mask = new ModuleBuffer(0, length, length);
        mask.Set(values);
        return mask;
    }
}
