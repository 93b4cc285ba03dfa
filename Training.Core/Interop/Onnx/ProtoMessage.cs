using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Training.Core.Interop.Onnx;

/// <summary>
/// A message in Protocol Buffers' wire format, as far as ONNX files need it: a tag (field · 8 + wire type), then a varint (wire type 0), four
/// bytes (5), or a length and as many bytes (2).
/// </summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0, Delimited = 2, Fixed32 = 5;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>A whole number or an enumeration's value.</summary>
    public ProtoMessage Number(int field, long value)
    {
        Tag(field, Varint);
        WriteVarint((ulong)value);
        return this;
    }

    /// <summary>Whole numbers, each with its tag.</summary>
    public ProtoMessage Numbers(int field, ReadOnlySpan<long> values)
    {
        foreach (var value in values)
            Number(field, value);
        return this;
    }

    /// <summary>A number of single precision.</summary>
    public ProtoMessage Single(int field, float value)
    {
        Tag(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    /// <summary>A text in UTF-8.</summary>
    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes as they are.</summary>
    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Delimited);
        WriteVarint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>A message within this one.</summary>
    public ProtoMessage Message(int field, ProtoMessage inner) => Bytes(field, inner._bytes.WrittenSpan);

    /// <summary>Everything written so far.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void Tag(int field, int wireType) => WriteVarint(((ulong)field << 3) | (uint)wireType);

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
