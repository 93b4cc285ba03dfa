using System.Globalization;

namespace Training.Core.Interop.Onnx;

/// <summary>A side of a tensor: a number, or a name for one that each call may choose.</summary>
internal readonly record struct OnnxDimension(long Size, string? Name)
{
    public static implicit operator OnnxDimension(long size) => new(size, null);

    public static implicit operator OnnxDimension(string name) => new(0, name);

    /// <summary>For people: the number or the name.</summary>
    public override string ToString() => Name ?? Size.ToString(CultureInfo.InvariantCulture);

    /// <summary>As <c>TensorShapeProto.Dimension</c>.</summary>
    public ProtoMessage ToProto() => Name is null ? new ProtoMessage().Number(1, Size) : new ProtoMessage().Text(2, Name);
}
