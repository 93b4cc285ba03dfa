using Training.Core.Interop.Onnx;

namespace Training.Core.Torch.Modules;

/// <summary>
/// Layers of a recurrent network in one or both directions, with dropout between layers: (N, T, in) to the last layer's states (N, T, H) or, in
/// both directions, (N, T, 2H). Parameters are named and laid out as in PyTorch's RNN, LSTM (Hochreiter and Schmidhuber 1997) and GRU (Cho et
/// al. 2014); a sequence starts from a zero state. The LSTM on the CPU is a loop of our own, the others are libtorch's.
/// </summary>
public sealed class Recurrent : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private static readonly string[] Kinds = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"];
    private readonly string _cell;
    private readonly double _dropout;
    private readonly RandomStream _random;
    private readonly int _directions;
    private readonly Parameter[][] _layers; // each direction's w_ih, w_hh, b_ih, b_hh, one direction after the other

    internal Recurrent(string cell, long inputs, long hidden, int layers, bool bidirectional, double dropout, RandomStream random)
        : base(nameof(Recurrent))
    {
        (_cell, _dropout, _random) = (cell, dropout, random);
        _directions = bidirectional ? 2 : 1;
        Hidden = hidden;
        Gates = cell switch
        {
            "lstm" => 4,
            "gru" => 3,
            "rnn" => 1,
            _ => throw new ArgumentException($"'{cell}' is not a cell; use rnn, lstm or gru.", nameof(cell)),
        };
        _layers = new Parameter[layers][];
        for (var layer = 0; layer < layers; layer++)
            _layers[layer] = [.. Enumerable.Range(0, _directions).SelectMany(direction => Register(layer, direction, layer == 0 ? inputs : hidden * _directions))];
    }

    /// <summary>Units of one direction of a layer.</summary>
    public long Hidden { get; }

    /// <summary>Matrices that lie one below the other in each weight: 4 of an LSTM, 3 of a GRU, else 1.</summary>
    internal int Gates { get; }

    /// <summary>Its parameters in the order of registration.</summary>
    internal IEnumerable<Parameter> OwnParameters => _layers.SelectMany(layer => layer);

    /// <inheritdoc/>
    public override torch.Tensor forward(torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var states = input.transpose(0, 1); // (T, N, in)
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            if (layer > 0 && training && _dropout > 0)
                states = states.mul(_random.DropoutMask(states.shape, _dropout, states.device));
            states = _cell == "lstm" && states.device.type == DeviceType.CPU ? Lstm(states, _layers[layer]) : ByOperators(states, _layers[layer]);
        }

        return states.transpose(0, 1); // (N, T, H or 2H)
    }

    internal override string ToOnnx(OnnxGraph graph, string input)
    {
        var states = graph.Transpose(input, 1, 0, 2); // (T, N, in)
        foreach (var weights in _layers)
            states = LayerToOnnx(graph, states, weights);
        return graph.Transpose(states, 1, 0, 2); // (N, T, H or 2H)
    }

    // ONNX orders the gates i, o, f, c (PyTorch: i, f, c, o) and z, r, h (PyTorch: r, z, h), and adds the biases in one tensor.
    private string LayerToOnnx(OnnxGraph graph, string input, Parameter[] weights)
    {
        var (op, order) = _cell switch { "lstm" => ("LSTM", new[] { 0, 3, 1, 2 }), "gru" => ("GRU", [1, 0, 2]), _ => ("RNN", [0]) };
        float[] Gathered(params int[] kinds) => [.. Enumerable.Range(0, _directions).SelectMany(direction => kinds.SelectMany(kind => InOrder(weights[(4 * direction) + kind], order)))];
        var rows = Gates * Hidden;
        string[] inputs =
        [
            input, graph.Singles(Gathered(0), _directions, rows, weights[0].shape[1]), graph.Singles(Gathered(1), _directions, rows, Hidden),
            graph.Singles(Gathered(2, 3), _directions, 2 * rows),
        ];
        List<OnnxAttribute> attributes = [OnnxAttribute.Of("hidden_size", Hidden), OnnxAttribute.Of("direction", _directions == 2 ? "bidirectional" : "forward")];
        if (_cell == "gru")
            attributes.Add(OnnxAttribute.Of("linear_before_reset", 1)); // PyTorch's formula
        var states = graph.Node(op, inputs, [.. attributes]); // (T, directions, N, H)
        return graph.Reshape(graph.Transpose(states, 0, 2, 1, 3), 0, 0, _directions * Hidden);
    }

    private IEnumerable<float> InOrder(Parameter parameter, int[] order)
    {
        var values = parameter.ToArray<float>();
        var gate = values.Length / Gates;
        return order.SelectMany(at => values.AsSpan(at * gate, gate).ToArray());
    }

    /// <summary>One layer by libtorch's own operator, (T, N, in) to (T, N, H or 2H).</summary>
    internal unsafe torch.Tensor ByOperators(torch.Tensor input, Parameter[] weights)
    {
        var handles = Array.ConvertAll(weights, weight => weight.Handle);
        using var zeros = torch.zeros([_directions, input.shape[1], Hidden], input.dtype, input.device);
        var start = stackalloc nint[] { zeros.Handle, zeros.Handle };
        fixed (nint* parameters = handles)
        {
            var list = Value.Tensors(parameters, handles.Length);
            return _cell switch
            {
                "lstm" => Aten.Lstm.CallMany(1, input, Value.Tensors(start, 2), list, true, 1, 0.0, false, _directions == 2, false)[0],
                "gru" => Aten.Gru.CallMany(1, input, zeros, list, true, 1, 0.0, false, _directions == 2, false)[0],
                _ => Aten.RnnTanh.CallMany(1, input, zeros, list, true, 1, 0.0, false, _directions == 2, false)[0],
            };
        }
    }

    private static torch.Tensor Lstm(torch.Tensor input, Parameter[] weights)
    {
        var forward = torch.nn.functional.lstm_layer(input, weights.AsSpan(0, 4), reverse: false);
        return weights.Length == 4 ? forward : torch.cat([forward, torch.nn.functional.lstm_layer(input, weights.AsSpan(4, 4), reverse: true)], 2);
    }

    private Parameter[] Register(int layer, int direction, long inputs)
    {
        var suffix = $"l{layer}{(direction == 1 ? "_reverse" : "")}";
        Parameter[] made = [new(Gates * Hidden, inputs), new(Gates * Hidden, Hidden), new(Gates * Hidden), new(Gates * Hidden)];
        foreach (var (kind, parameter) in Kinds.Zip(made))
            register_parameter($"{kind}_{suffix}", parameter);
        return made;
    }
}
