using System.Runtime.InteropServices;

namespace Training.Core.Torch;

/// <summary>One argument or result of an operator: a tag and 8 bytes. Mirrors <c>Value</c> in torch_shim.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct Value
{
    private readonly Tag _tag;
    private readonly int _count;
    private readonly long _payload;

    private Value(Tag tag, int count, long payload)
    {
        _tag = tag;
        _count = count;
        _payload = payload;
    }

    public enum Tag
    {
        None,
        Tensor,
        Int,
        Double,
        Bool,
        IntList,
        DoubleList,
        TensorList,
        Generator,
        Device,
        String,
    }

    public static Value None => default;

    public nint Pointer => (nint)_payload;

    public static implicit operator Value(torch.Tensor? tensor) => tensor is null ? None : new(Tag.Tensor, 0, tensor.Handle);

    public static implicit operator Value(long number) => new(Tag.Int, 0, number);

    public static implicit operator Value(double number) => new(Tag.Double, 0, BitConverter.DoubleToInt64Bits(number));

    public static implicit operator Value(bool flag) => new(Tag.Bool, 0, flag ? 1 : 0);

    public static implicit operator Value(Scalar scalar) => scalar.IsInteger ? scalar.Integer : scalar.Number;

    public static implicit operator Value(torch.ScalarType type) => (long)type;

    public static implicit operator Value(torch.Device device) => new(Tag.Device, device.index, (long)device.type);

    public static implicit operator Value(torch.Generator? generator) => generator is null ? None : new(Tag.Generator, 0, generator.Handle);

    /// <summary>UTF-8 that ends in a zero; the memory must stay pinned during the call.</summary>
    public static Value Text(byte* text) => new(Tag.String, 0, (long)text);

    /// <summary>Handles; the memory must stay pinned during the call.</summary>
    public static Value Tensors(nint* items, int count) => new(Tag.TensorList, count, (long)items);

    /// <summary>The memory must stay pinned during the call.</summary>
    public static Value Longs(long* items, int count) => new(Tag.IntList, count, (long)items);
}
