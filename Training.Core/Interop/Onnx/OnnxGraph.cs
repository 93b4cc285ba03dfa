using System.Globalization;
using System.Runtime.InteropServices;
using Training.Core.Torch;

namespace Training.Core.Interop.Onnx;

/// <summary>
/// A computation in ONNX's form, built node by node; a value is the name of the node that computes it, or of a weight. The file uses operator
/// set 17 and, for texts, set 2 of <c>ai.onnx.ml</c>. Field numbers are those of onnx.proto.
/// </summary>
internal sealed class OnnxGraph
{
    private const int IrVersion = 8, OperatorSet = 17, MlOperatorSet = 2;
    private const string Ml = "ai.onnx.ml";
    private readonly Dictionary<torch.Tensor, string> _names;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly List<ProtoMessage> _nodes = [];
    private readonly List<ProtoMessage> _constants = [];
    private readonly List<ProtoMessage> _inputs = [];
    private readonly List<ProtoMessage> _outputs = [];
    private bool _usesMl;

    /// <param name="weights">The network's parameters and buffers under PyTorch's names, which the file keeps.</param>
    public OnnxGraph(IEnumerable<(string Name, torch.Tensor Tensor)> weights) =>
        _names = weights.ToDictionary(pair => pair.Tensor, pair => pair.Name, ReferenceEqualityComparer.Instance as IEqualityComparer<torch.Tensor>);

    /// <summary>A weight of the network, float32.</summary>
    public string Weight(torch.Tensor tensor)
    {
        var name = _names[tensor];
        if (_written.Add(name))
            AddConstant(name, OnnxType.Float, tensor.shape, MemoryMarshal.AsBytes(tensor.ToArray<float>().AsSpan()));
        return name;
    }

    /// <summary>A tensor of float32.</summary>
    public string Singles(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) => Constant(OnnxType.Float, shape, MemoryMarshal.AsBytes(values));

    /// <summary>A tensor of float64.</summary>
    public string Doubles(ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) => Constant(OnnxType.Double, shape, MemoryMarshal.AsBytes(values));

    /// <summary>A vector of int64.</summary>
    public string Integers(params ReadOnlySpan<long> values) => Constant(OnnxType.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>One int64 without dimensions.</summary>
    public string Integer(long value) => Constant(OnnxType.Int64, [], MemoryMarshal.AsBytes([value]));

    /// <summary>One float32 without dimensions.</summary>
    public string Single(double value) => Constant(OnnxType.Float, [], MemoryMarshal.AsBytes([(float)value]));

    /// <summary>Adds a node with one output.</summary>
    /// <param name="op">The operator's name in ONNX.</param>
    /// <param name="inputs">Values; an empty name leaves an optional one out.</param>
    /// <param name="attributes">Constants.</param>
    public string Node(string op, IReadOnlyList<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Node(op, string.Create(CultureInfo.InvariantCulture, $"{op}_{_nodes.Count}"), inputs, attributes);

    /// <summary>The node that replaces texts by numbers; those that are not listed become 0.</summary>
    public string Codes(string texts, IReadOnlyDictionary<string, long> codes)
    {
        _usesMl = true;
        return Node("LabelEncoder", [texts], OnnxAttribute.List("keys_strings", codes.Keys), OnnxAttribute.List("values_int64s", [.. codes.Values]), OnnxAttribute.Of("default_int64", 0));
    }

    /// <summary>x Wᵀ + b over the last dimension.</summary>
    public string Linear(string input, torch.Tensor weight, torch.Tensor? bias)
    {
        var product = Node("MatMul", [input, Node("Transpose", [Weight(weight)], OnnxAttribute.List("perm", 1, 0))]);
        return bias is null ? product : Node("Add", [product, Weight(bias)]);
    }

    /// <summary>The values from start to end (exclusive) of a dimension, every step-th.</summary>
    public string Slice(string input, long axis, long start, long end, long step = 1) => Node("Slice", [input, Integers(start), Integers(end), Integers(axis), Integers(step)]);

    /// <summary>One position of a dimension, which goes away.</summary>
    public string Select(string input, long axis, long index) => Node("Gather", [input, Integer(index)], OnnxAttribute.Of("axis", axis));

    /// <summary>The same values in another shape: 0 keeps a side, -1 is computed.</summary>
    public string Reshape(string input, params ReadOnlySpan<long> shape) => Node("Reshape", [input, Integers(shape)]);

    /// <summary>The dimensions in another order.</summary>
    public string Transpose(string input, params long[] order) => Node("Transpose", [input], OnnxAttribute.List("perm", order));

    /// <summary>Values joined along a dimension.</summary>
    public string Concat(IReadOnlyList<string> inputs, long axis) => inputs.Count == 1 ? inputs[0] : Node("Concat", inputs, OnnxAttribute.Of("axis", axis));

    /// <summary>As another element type.</summary>
    public string Cast(string input, OnnxType type) => Node("Cast", [input], OnnxAttribute.Of("to", (long)type));

    /// <summary>Something that each call gives.</summary>
    public string Input(string name, OnnxType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        _inputs.Add(ValueInfo(name, type, shape));
        return name;
    }

    /// <summary>Answers a value under a name.</summary>
    public void Output(string name, string value, OnnxType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        Node("Identity", name, [value]);
        _outputs.Add(ValueInfo(name, type, shape));
    }

    /// <summary>The file.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="metadata">What the file says about itself.</param>
    public byte[] ToFile(string name, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var graph = new ProtoMessage().Text(2, name);
        Add(graph, 1, _nodes);
        Add(graph, 5, _constants);
        Add(graph, 11, _inputs);
        Add(graph, 12, _outputs);
        var model = new ProtoMessage().Number(1, IrVersion).Text(2, typeof(OnnxGraph).Assembly.GetName().Name!).Message(7, graph).Message(8, new ProtoMessage().Number(2, OperatorSet));
        if (_usesMl)
            model.Message(8, new ProtoMessage().Text(1, Ml).Number(2, MlOperatorSet));
        foreach (var (key, value) in metadata)
            model.Message(14, new ProtoMessage().Text(1, key).Text(2, value));
        return model.ToArray();
    }

    private string Node(string op, string output, IReadOnlyList<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new ProtoMessage();
        foreach (var input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(3, output).Text(4, op);
        foreach (var attribute in attributes)
            node.Message(5, attribute.ToProto());
        if (op == "LabelEncoder")
            node.Text(7, Ml);
        _nodes.Add(node);
        return output;
    }

    private string Constant(OnnxType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"constant_{_constants.Count}");
        AddConstant(name, type, shape, bytes);
        return name;
    }

    private void AddConstant(string name, OnnxType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes) =>
        _constants.Add(new ProtoMessage().Numbers(1, shape).Number(2, (long)type).Text(8, name).Bytes(9, bytes));

    private static ProtoMessage ValueInfo(string name, OnnxType type, ReadOnlySpan<OnnxDimension> shape)
    {
        var sides = new ProtoMessage();
        foreach (var side in shape)
            sides.Message(1, side.ToProto());
        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, new ProtoMessage().Number(1, (long)type).Message(2, sides)));
    }

    private static void Add(ProtoMessage to, int field, List<ProtoMessage> all)
    {
        foreach (var one in all)
            to.Message(field, one);
    }
}
