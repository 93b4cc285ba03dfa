using System.Buffers.Binary;
using System.Text;

namespace Platform.Core.Import.TensorBoard;

/// <summary>An event of a TensorBoard file, as far as scalars and hyperparameters need it. (Fields of tensorboard/compat/proto: event.proto, summary.proto, tensor.proto.)</summary>
internal sealed class EventMessage
{
    private readonly List<(string Tag, double? Value, string Kind)> _values = [];

    private readonly List<SessionMessage> _sessions = [];

    /// <summary>What the hyperparameter plugin says; these are no values.</summary>
    public IReadOnlyList<SessionMessage> Sessions => _sessions;

    /// <summary>Unix seconds.</summary>
    public double WallTime { get; private set; }

    public long Step { get; private set; }

    /// <summary>A tag's value; null, with its kind, for what is no single number.</summary>
    public IReadOnlyList<(string Tag, double? Value, string Kind)> Values => _values;

    /// <summary>Null if the bytes are no event.</summary>
    public static EventMessage? Read(ReadOnlySpan<byte> message)
    {
        var result = new EventMessage();
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                result.WallTime = reader.Double;
            else if (reader.Field == 2)
                result.Step = (long)reader.Bits;
            else if (reader is { Field: 5, HasContent: true })
                result.ReadSummary(reader.Content);
        }
        return reader.IsDamaged ? null : result;
    }

    private void ReadSummary(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        while (reader.Next())
        {
            if (reader is { Field: 1, HasContent: true })
                ReadValue(reader.Content);
        }
    }

    private void ReadValue(ReadOnlySpan<byte> message)
    {
        var tag = "";
        double? value = null;
        var kind = "values of no known kind";
        var isSession = false;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1 when reader.HasContent:
                    tag = Encoding.UTF8.GetString(reader.Content);
                    break;
                case 2 when !reader.HasContent:
                    value = reader.Single;
                    break;
                case 4:
                    kind = "pictures";
                    break;
                case 5:
                    kind = "histograms";
                    break;
                case 6:
                    kind = "sounds";
                    break;
                case 8 when reader.HasContent:
                    value = Scalar(reader.Content);
                    kind = "tensors that are no single number (histograms, texts, pictures)";
                    break;
                case 9 when reader.HasContent:
                    isSession = ReadMetadata(reader.Content);
                    break;
            }
        }
        if (!isSession)
            _values.Add((tag, value, kind));
    }

    // Whether a value is one of the hyperparameter plugin's, whose tensor, if it has one, means nothing.
    private bool ReadMetadata(ReadOnlySpan<byte> metadata)
    {
        var isSession = false;
        var reader = new WireReader(metadata);
        while (reader.Next())
        {
            if (reader is not { Field: 1, HasContent: true })
                continue;
            var name = "";
            var content = default(ReadOnlySpan<byte>);
            var plugin = new WireReader(reader.Content);
            while (plugin.Next())
            {
                if (plugin is { Field: 1, HasContent: true })
                    name = Encoding.UTF8.GetString(plugin.Content);
                else if (plugin is { Field: 2, HasContent: true })
                    content = plugin.Content;
            }
            if (name != SessionMessage.Plugin)
                continue;
            isSession = true;
            if (SessionMessage.Read(content) is { } session)
                _sessions.Add(session);
        }
        return isSession;
    }

    // The one number of a tensor that has one.
    private static double? Scalar(ReadOnlySpan<byte> message)
    {
        var type = 0;
        var elements = 1L;
        var content = default(ReadOnlySpan<byte>);
        double? value = null;
        var reader = new WireReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    type = (int)reader.Bits;
                    break;
                case 2 when reader.HasContent:
                    elements = Elements(reader.Content);
                    break;
                case 4 when reader.HasContent:
                    content = reader.Content;
                    break;
                case 5: // float_val
                    value = reader.HasContent ? reader.Content.Length == 4 ? BinaryPrimitives.ReadSingleLittleEndian(reader.Content) : null : reader.Single;
                    break;
                case 6: // double_val
                    value = reader.HasContent ? reader.Content.Length == 8 ? BinaryPrimitives.ReadDoubleLittleEndian(reader.Content) : null : reader.Double;
                    break;
                case 7 or 10 or 11: // int_val, int64_val, bool_val
                    value = reader.HasContent ? Packed(reader.Content) is { } whole ? (long)whole : null : (long)reader.Bits;
                    break;
                case 13: // half_val, for both kinds of half
                    value = (reader.HasContent ? Packed(reader.Content) : reader.Bits) is { } bits ? Half(type, (ushort)bits) : null;
                    break;
            }
        }
        return elements != 1 ? null : content.IsEmpty ? value : FromContent(type, content);
    }

    private static double? FromContent(int type, ReadOnlySpan<byte> content) => (type, content.Length) switch
    {
        (1, 4) => BinaryPrimitives.ReadSingleLittleEndian(content), // DT_FLOAT
        (2, 8) => BinaryPrimitives.ReadDoubleLittleEndian(content), // DT_DOUBLE
        (3, 4) => BinaryPrimitives.ReadInt32LittleEndian(content), // DT_INT32
        (9, 8) => BinaryPrimitives.ReadInt64LittleEndian(content), // DT_INT64
        (10, 1) => content[0], // DT_BOOL
        (14 or 19, 2) => Half(type, BinaryPrimitives.ReadUInt16LittleEndian(content)), // DT_BFLOAT16, DT_HALF
        _ => null,
    };

    private static double Half(int type, ushort bits) => type == 14 ? BitConverter.UInt32BitsToSingle((uint)bits << 16) : (double)BitConverter.UInt16BitsToHalf(bits);

    private static ulong? Packed(ReadOnlySpan<byte> content)
    {
        // A packed field of one varint reads like field 0 of a message; the tag is put before it.
        Span<byte> field = stackalloc byte[12];
        if (content.Length > 10)
            return null;
        field[0] = 8; // field 1, varint
        content.CopyTo(field[1..]);
        var reader = new WireReader(field[..(content.Length + 1)]);
        return reader.Next() && !reader.Next() && !reader.IsDamaged ? reader.Bits : null;
    }

    private static long Elements(ReadOnlySpan<byte> shape)
    {
        var elements = 1L;
        var reader = new WireReader(shape);
        while (reader.Next())
        {
            if (reader is not { Field: 2, HasContent: true })
                continue;
            var size = 0L;
            var dimension = new WireReader(reader.Content);
            while (dimension.Next())
                size = dimension.Field == 1 ? (long)dimension.Bits : size;
            elements = size is >= 0 and < int.MaxValue && elements < int.MaxValue ? elements * size : long.MaxValue;
        }
        return elements;
    }
}
