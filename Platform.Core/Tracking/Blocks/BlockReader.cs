using System.Buffers.Binary;

namespace Platform.Core.Tracking.Blocks;

/// <summary>Reads what <see cref="BlockWriter"/> wrote. Whatever the bytes are, it throws nothing but <see cref="InvalidDataException"/>.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public readonly bool AtEnd => _left.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count > _left.Length)
            throw new InvalidDataException($"A block of points ends {count - _left.Length} bytes too early.");
        var taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    public ulong Varint()
    {
        var value = 0UL;
        for (var i = 0; i < _left.Length && i < 10; i++)
        {
            var part = _left[i];
            value |= (ulong)(part & 0x7f) << (7 * i);
            if (part < 0x80)
            {
                if (i == 9 && part > 1)
                    break;
                _left = _left[(i + 1)..];
                return value;
            }
        }
        throw new InvalidDataException("A block of points holds a number that is cut off or too large.");
    }

    public long Zigzag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A count of things that each take at least one of the bytes that are left; at least 1.</summary>
    public int Count(string what)
    {
        var count = Varint();
        return count is > 0 && count <= (ulong)_left.Length ? (int)count : throw new InvalidDataException($"A block of points claims {count} {what} in {_left.Length} bytes.");
    }

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));
}
