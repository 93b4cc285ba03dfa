using Training.Core.Data;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;
using Training.Core.Torch;

namespace Training.Core.Models;

/// <summary>
/// Recurrent layers over tokens (embedded), the steps of a series, or the rows of an image, then a linear layer: on the last state, (N, outputs),
/// or on every one where each token wants an answer, (N, T, outputs).
/// </summary>
public sealed class RecurrentNet : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly Embedding? _embed;
    private readonly Recurrent _rnn;
    private readonly Dropout _dropout;
    private readonly Linear _head;
    private readonly bool _everyToken;
    private readonly bool _images;
    private readonly bool _bidirectional;

    /// <summary>Builds it with zero weights.</summary>
    /// <param name="shape">Shape of one sample.</param>
    /// <param name="outputs">Values of one answer.</param>
    /// <param name="spec">Cell, layers, units, directions and dropout.</param>
    /// <param name="dropout">Where dropout draws from.</param>
    /// <exception cref="SpecException">The samples are no sequences, or would be read from behind to predict what comes next.</exception>
    public RecurrentNet(SampleShape shape, int outputs, RnnSpec spec, RandomStream dropout)
        : base(nameof(RecurrentNet))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spec);
        _everyToken = shape is TextShape { EveryToken: true };
        _images = shape is ImageShape;
        _bidirectional = spec.Bidirectional;
        if (_everyToken && _bidirectional)
            throw new SpecException("rnn.bidirectional", "is true, but a model that reads backwards sees the token that it should predict. Turn it off for text.");
        _embed = shape is TextShape text ? torch.nn.Embedding(text.Vocabulary, spec.Hidden) : null;
        var inputs = shape switch
        {
            TextShape => spec.Hidden,
            SeriesShape series => series.Channels,
            ImageShape image => image.Channels * image.Width,
            _ => throw new SpecException("model", $"'rnn' takes text, a series or images, but the data set is {shape.Kind}. Choose another model or data set."),
        };
        _rnn = torch.nn.Recurrent(spec.Cell, inputs, spec.Hidden, spec.Layers, spec.Bidirectional, spec.Dropout, dropout);
        _dropout = torch.nn.Dropout(spec.Dropout, dropout);
        _head = torch.nn.Linear(spec.Bidirectional ? 2 * spec.Hidden : spec.Hidden, outputs);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var steps = _embed is not null ? _embed.call(input) : _images ? input.transpose(1, 2).flatten(2) : input; // (N, T, in); an image's rows with all their channels
        var states = _rnn.call(steps); // (N, T, H or 2H)
        return _head.call(_dropout.call(_everyToken ? states : Last(states)));
    }

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var steps = _embed is not null ? _embed.ToOnnx(graph, input)
            : _images ? graph.Reshape(graph.Transpose(input, 0, 2, 1, 3), 0, 0, -1) : input;
        var states = _rnn.ToOnnx(graph, steps);
        return _head.ToOnnx(graph, _everyToken ? states : LastToOnnx(graph, states));
    }

    private string LastToOnnx(OnnxGraph graph, string states)
    {
        var (last, hidden) = (graph.Select(states, 1, -1), _rnn.Hidden);
        return _bidirectional ? graph.Concat([graph.Slice(last, 1, 0, hidden), graph.Slice(graph.Select(states, 1, 0), 1, hidden, 2 * hidden)], 1) : last;
    }

    // Forwards the memory after the last step, backwards that after the first.
    private torch.Tensor Last(torch.Tensor states)
    {
        var last = states.select(1, -1); // (N, H or 2H)
        var hidden = _rnn.Hidden;
        return _bidirectional ? torch.cat([last.slice(1, 0, hidden), states.select(1, 0).slice(1, hidden, 2 * hidden)], 1) : last;
    }
}
