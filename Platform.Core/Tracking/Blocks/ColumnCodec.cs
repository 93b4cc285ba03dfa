using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Platform.Core.Tracking.Blocks;

/// <summary>
/// Columns of whole numbers and of values, each with a first byte that says how the rest is written.
/// <list type="bullet">
/// <item>Numbers, 0: first · difference, when all differences are equal. 1: first · first difference · how each difference differs from the one
/// before (Pelkonen et al., Gorilla, VLDB 2015, section 4.1.1, with varints for bits). Differences wrap around, so any numbers survive.</item>
/// <item>Values, 0: float32, when every value is one. 1: length in bytes, then for each value the XOR with the one before without its leading and
/// trailing zero bytes, whose counts stand in a byte before it (after Gorilla's section 4.1.2, in bytes for bits). 2: float64.</item>
/// </list>
/// Its loops see every point that is read, and few of a process's requests run long enough for the runtime to find that out: they are compiled for speed from the start.
/// </summary>
internal static class ColumnCodec
{
    private const byte Regular = 0;
    private const byte DeltaOfDelta = 1;
    private const byte Singles = 0;
    private const byte Xor = 1;
    private const byte Doubles = 2;

    /// <summary>Writes at least one number.</summary>
    public static void WriteNumbers(BlockWriter writer, ReadOnlySpan<long> numbers)
    {
        var difference = numbers.Length > 1 ? unchecked(numbers[1] - numbers[0]) : 0;
        var regular = true;
        for (var i = 2; i < numbers.Length && regular; i++)
            regular = unchecked(numbers[i] - numbers[i - 1]) == difference;
        writer.Byte(regular ? Regular : DeltaOfDelta);
        writer.Zigzag(numbers[0]);
        writer.Zigzag(difference);
        if (regular)
            return;
        for (var i = 2; i < numbers.Length; i++)
        {
            var next = unchecked(numbers[i] - numbers[i - 1]);
            writer.Zigzag(unchecked(next - difference));
            difference = next;
        }
    }

    /// <summary>Reads as many numbers as were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long[] ReadNumbers(ref BlockReader reader, int count)
    {
        var kind = reader.Byte();
        if (kind > DeltaOfDelta)
            throw new InvalidDataException($"A block of points holds numbers of the unknown kind {kind}.");
        var numbers = new long[count];
        numbers[0] = reader.Zigzag();
        var difference = reader.Zigzag();
        for (var i = 1; i < count; i++)
        {
            if (kind == DeltaOfDelta && i > 1)
                difference = unchecked(difference + reader.Zigzag());
            numbers[i] = unchecked(numbers[i - 1] + difference);
        }
        return numbers;
    }

    /// <summary>Writes at least one value.</summary>
    public static void WriteValues(BlockWriter writer, ReadOnlySpan<double> values)
    {
        if (AreSingles(values))
        {
            writer.Byte(Singles);
            foreach (var value in values)
                writer.Single((float)value);
            return;
        }
        var xor = new BlockWriter(values.Length * 9);
        var before = 0UL;
        foreach (var value in values)
        {
            var bits = BitConverter.DoubleToUInt64Bits(value);
            WriteXor(xor, bits ^ before);
            before = bits;
        }
        if (xor.Length < values.Length * 8)
        {
            writer.Byte(Xor);
            writer.Varint((ulong)xor.Length);
            writer.Bytes(xor.Written);
            return;
        }
        writer.Byte(Doubles);
        foreach (var value in values)
            writer.Double(value);
    }

    /// <summary>Reads as many values as were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] ReadValues(ref BlockReader reader, int count)
    {
        var kind = reader.Byte();
        var bytes = ValueBytes(ref reader, kind, count);
        var values = new double[count];
        switch (kind)
        {
            case Singles:
                for (var i = 0; i < count; i++)
                    values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                break;
            case Doubles:
                for (var i = 0; i < count; i++)
                    values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
            default:
                ReadXor(new BlockReader(bytes), values);
                break;
        }
        return values;
    }

    /// <summary>Passes over values.</summary>
    public static void SkipValues(ref BlockReader reader, int count) => ValueBytes(ref reader, reader.Byte(), count);

    private static ReadOnlySpan<byte> ValueBytes(ref BlockReader reader, byte kind, int count) => kind switch
    {
        Singles => reader.Take(4L * count),
        Doubles => reader.Take(8L * count),
        Xor => reader.Take(reader.Count("bytes of values")),
        _ => throw new InvalidDataException($"A block of points holds values of the unknown kind {kind}."),
    };

    private static bool AreSingles(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (BitConverter.DoubleToInt64Bits((float)value) != BitConverter.DoubleToInt64Bits(value))
                return false;
        }
        return true;
    }

    // The byte before says: high four bits leading zero bytes, low four bits trailing ones; 0x80 stands for a value like the one before.
    private static void WriteXor(BlockWriter writer, ulong difference)
    {
        if (difference == 0)
        {
            writer.Byte(0x80);
            return;
        }
        var leading = BitOperations.LeadingZeroCount(difference) / 8;
        var trailing = BitOperations.TrailingZeroCount(difference) / 8;
        writer.Byte((byte)((leading << 4) | trailing));
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, difference);
        writer.Bytes(bytes[leading..(8 - trailing)]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadXor(BlockReader reader, Span<double> values)
    {
        Span<byte> bytes = stackalloc byte[8];
        var bits = 0UL;
        foreach (ref var value in values)
        {
            var shape = reader.Byte();
            var (leading, trailing) = (shape >> 4, shape & 15);
            if (leading + trailing > 8)
                throw new InvalidDataException("A block of points holds a value that is damaged.");
            bytes.Clear();
            reader.Take(8 - leading - trailing).CopyTo(bytes[leading..]);
            bits ^= BinaryPrimitives.ReadUInt64BigEndian(bytes);
            value = BitConverter.UInt64BitsToDouble(bits);
        }
        if (!reader.AtEnd)
            throw new InvalidDataException("A block of points holds more bytes than values.");
    }
}
