using System.Buffers.Binary;
using System.Text;
using Platform.Core.Import.TensorBoard;

namespace Platform.Core.Tests.Import;

/// <summary>Writes TensorBoard's event files: records of Protocol Buffers messages, put together field by field.</summary>
internal sealed class EventFile
{
    private readonly List<byte> _records = [];

    public byte[] ToArray() => [.. _records];

    /// <summary>An event that says what version wrote the file, always the first.</summary>
    public EventFile Version(double time) => Record([.. Double(1, time), .. Bytes(3, "brain.Event:2"u8)]);

    /// <summary>A scalar as older writers and PyTorch store it.</summary>
    public EventFile Simple(double time, long step, string tag, float value) => Event(time, step, [.. Bytes(1, Encoding.UTF8.GetBytes(tag)), .. Single(2, value)]);

    /// <summary>A value that is a tensor, as TensorFlow 2 stores scalars.</summary>
    public EventFile Tensor(double time, long step, string tag, byte[] tensor) => Event(time, step, [.. Bytes(1, Encoding.UTF8.GetBytes(tag)), .. Bytes(8, tensor)]);

    /// <summary>A value of another kind: 4 a picture, 5 a histogram.</summary>
    public EventFile Other(double time, long step, string tag, int kind) => Event(time, step, [.. Bytes(1, Encoding.UTF8.GetBytes(tag)), .. Bytes(kind, [])]);

    /// <summary>What the hyperparameter plugin says, as its writers do: a value with metadata, and with TensorFlow a tensor of one zero.</summary>
    public EventFile HParams(double time, string tag, byte[] content, bool withTensor = false) => Event(time, 0,
    [
        .. Bytes(1, Encoding.UTF8.GetBytes(tag)), .. Bytes(9, Bytes(1, [.. Bytes(1, "hparams"u8), .. Bytes(2, content)])),
        .. withTensor ? Bytes(8, [.. Varint(1, 1), .. Bytes(2, Bytes(2, Varint(1, 1))), .. Single(5, 0)]) : [],
    ]);

    /// <summary>Any record.</summary>
    public EventFile Record(byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        _records.AddRange([.. length, .. Checksum(length), .. data, .. Checksum(data)]);
        return this;
    }

    public static byte[] Varint(int field, ulong value)
    {
        var bytes = new List<byte>();
        foreach (var part in new[] { (ulong)field << 3, value })
        {
            var rest = part;
            for (; rest >= 0x80; rest >>= 7)
                bytes.Add((byte)(rest | 0x80));
            bytes.Add((byte)rest);
        }
        return [.. bytes];
    }

    public static byte[] Bytes(int field, ReadOnlySpan<byte> content)
    {
        var head = Varint(field, (ulong)content.Length);
        head[0] |= 2;
        return [.. head, .. content];
    }

    public static byte[] Single(int field, float value) => [(byte)((field << 3) | 5), .. BitConverter.GetBytes(value)];

    public static byte[] Double(int field, double value) => [(byte)((field << 3) | 1), .. BitConverter.GetBytes(value)];

    private EventFile Event(double time, long step, byte[] value) => Record([.. Double(1, time), .. Varint(2, (ulong)step), .. Bytes(5, Bytes(1, value))]);

    private static byte[] Checksum(byte[] data) => BitConverter.GetBytes(Crc32C.Masked(data));
}
