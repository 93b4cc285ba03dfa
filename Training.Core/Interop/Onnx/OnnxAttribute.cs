namespace Training.Core.Interop.Onnx;

/// <summary>A named constant of a node (<c>AttributeProto</c>).</summary>
internal sealed class OnnxAttribute
{
    private const int KindField = 20;
    private readonly ProtoMessage _proto;

    private OnnxAttribute(string name, int kind) => _proto = new ProtoMessage().Text(1, name).Number(KindField, kind);

    public static OnnxAttribute Of(string name, float value) => new OnnxAttribute(name, 1).With(proto => proto.Single(2, value));

    public static OnnxAttribute Of(string name, long value) => new OnnxAttribute(name, 2).With(proto => proto.Number(3, value));

    public static OnnxAttribute Of(string name, string value) => new OnnxAttribute(name, 3).With(proto => proto.Text(4, value));

    public static OnnxAttribute List(string name, params long[] values) => new OnnxAttribute(name, 7).With(proto => proto.Numbers(8, values));

    public static OnnxAttribute List(string name, IEnumerable<string> values) => new OnnxAttribute(name, 8).With(proto =>
    {
        foreach (var value in values)
            proto.Text(9, value);
    });

    /// <summary>As <c>AttributeProto</c>.</summary>
    public ProtoMessage ToProto() => _proto;

    private OnnxAttribute With(Action<ProtoMessage> write)
    {
        write(_proto);
        return this;
    }
}
