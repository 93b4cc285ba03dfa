using System.Buffers.Binary;

namespace Platform.Core.Import.TensorBoard;

/// <summary>Reads the fields of one Protocol Buffers message. (protobuf.dev, Encoding.) What does not fit ends the message: <see cref="IsDamaged"/>.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>A varint's value, or the bits of a fixed field.</summary>
    public ulong Bits { get; private set; }

    /// <summary>The content of a field with a length: text, bytes, a message, or packed numbers.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>It is a field with a length.</summary>
    public bool HasContent { get; private set; }

    public bool IsDamaged { get; private set; }

    public readonly float Single => BitConverter.UInt32BitsToSingle((uint)Bits);

    public readonly double Double => BitConverter.UInt64BitsToDouble(Bits);

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty || IsDamaged)
            return false;
        var tag = Varint();
        Field = (int)(tag >> 3);
        HasContent = false;
        Content = default;
        switch (tag & 7)
        {
            case 0:
                Bits = Varint();
                break;
            case 1 when _rest.Length >= 8:
                Bits = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
                _rest = _rest[8..];
                break;
            case 2 when Varint() is var length && length <= (ulong)_rest.Length:
                HasContent = true;
                Content = _rest[..(int)length];
                _rest = _rest[(int)length..];
                break;
            case 5 when _rest.Length >= 4:
                Bits = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
                _rest = _rest[4..];
                break;
            default:
                IsDamaged = true;
                break;
        }
        return !IsDamaged && Field > 0;
    }

    private ulong Varint()
    {
        var value = 0ul;
        for (var i = 0; i < Math.Min(10, _rest.Length); i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return value;
        }
        IsDamaged = true;
        return 0;
    }
}
