using System.Runtime.InteropServices;

namespace Training.Core.Interop;

/// <summary>A tensor to be written: what it is, and how its bytes (little-endian, row-major) reach a stream.</summary>
/// <param name="Name">Unique in the file, not <c>__metadata__</c>.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="WriteTo">Writes exactly the tensor's bytes; called once, so a large tensor need never be in memory twice.</param>
public sealed record SafeTensor(string Name, SafeTensorType Type, IReadOnlyList<long> Shape, Action<Stream> WriteTo)
{
    /// <summary>A tensor of floats.</summary>
    public static SafeTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<float> values) =>
        new(name, SafeTensorType.F32, shape, stream => stream.Write(MemoryMarshal.AsBytes(values.Span)));

    /// <summary>A tensor of doubles.</summary>
    public static SafeTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<double> values) =>
        new(name, SafeTensorType.F64, shape, stream => stream.Write(MemoryMarshal.AsBytes(values.Span)));

    /// <summary>A tensor of 64-bit integers.</summary>
    public static SafeTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<long> values) =>
        new(name, SafeTensorType.I64, shape, stream => stream.Write(MemoryMarshal.AsBytes(values.Span)));

    /// <summary>A tensor of bytes.</summary>
    public static SafeTensor Of(string name, IReadOnlyList<long> shape, ReadOnlyMemory<byte> values) =>
        new(name, SafeTensorType.U8, shape, stream => stream.Write(values.Span));
}
