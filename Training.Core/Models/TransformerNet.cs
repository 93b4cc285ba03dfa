using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// A transformer encoder with one answer: patches of an image (as Dosovitskiy et al. 2021), the steps of a series or tokens of a text become
/// vectors, get learned positions, pass the blocks, and their mean gives the outputs. To (N, outputs).
/// </summary>
public sealed class TransformerNet : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const double PositionDeviation = 0.02;

    private readonly torch.nn.Module<torch.Tensor, torch.Tensor> _embed;
    private readonly Embedding _position;
    private readonly Dropout _dropout;
    private readonly TransformerStack _encoder;
    private readonly Linear _head;
    private readonly ImageShape? _image;
    private readonly int _patch;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Shape of one sample.</param>
    /// <param name="outputs">Values of one answer.</param>
    /// <param name="spec">Blocks, width, heads, feed-forward part, patches, activation and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    /// <exception cref="SpecException">The samples are no sequences, or patches do not fill the image.</exception>
    public TransformerNet(SampleShape shape, int outputs, TransformerSpec spec, RandomStream dropout)
        : base(nameof(TransformerNet))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        (_image, _patch) = (shape as ImageShape, spec.Patch);
        var width = spec.Width;
        int length;
        (_embed, length) = shape switch
        {
            ImageShape image => (torch.nn.Linear(image.Channels * _patch * _patch, width), Patches.Count(image, _patch, "transformer.patch")),
            SeriesShape series => (torch.nn.Linear(series.Channels, width), series.Length),
            TextShape { EveryToken: false } text => ((torch.nn.Module<torch.Tensor, torch.Tensor>)torch.nn.Embedding(text.Vocabulary, width), text.Length),
            TextShape => throw new SpecException("model", "'transformer' sees all tokens at once, so it cannot predict the next one. Use gpt or rnn."),
            _ => throw new SpecException("model", $"'transformer' takes images, a series or text, but the data set is {shape.Kind}. Choose another model or data set."),
        };
        _position = torch.nn.Embedding(length, width, PositionDeviation);
        _dropout = torch.nn.Dropout(spec.Dropout, dropout);
        _encoder = new TransformerStack(spec.Layers, width, spec.Heads, spec.FeedForward * width, spec.Activation, spec.Dropout, dropout);
        _head = torch.nn.Linear(width, outputs);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var vectors = _embed.call(_image is null ? input : Patches.Cut(input, _image, _patch)); // (N, T, width)
        var states = _encoder.call(_dropout.call(vectors.add(_position.weight)), future: null);
        return _head.call(states.mean(1)); // (N, outputs)
    }

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var vectors = graph.Node("Add", [_embed.ToOnnx(graph, _image is null ? input : CutToOnnx(graph, input, _image)), graph.Weight(_position.weight)]);
        var states = _encoder.ToOnnx(graph, vectors, mask: null);
        return _head.ToOnnx(graph, graph.Node("ReduceMean", [states], OnnxAttribute.List("axes", 1), OnnxAttribute.Of("keepdims", 0)));
    }

    private string CutToOnnx(OnnxGraph graph, string input, ImageShape image)
    {
        var (rows, columns) = (image.Height / _patch, image.Width / _patch);
        var squares = graph.Transpose(graph.Reshape(input, 0, image.Channels, rows, _patch, columns, _patch), 0, 2, 4, 1, 3, 5);
        return graph.Reshape(squares, 0, rows * columns, image.Channels * _patch * _patch);
    }
}
