using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Platform.Core.Import.TensorBoard;

/// <summary>
/// Reads a TFRecord file: length (8 bytes, little endian), the length's masked CRC-32C, the data, the data's masked CRC-32C. What follows a damaged record
/// cannot be found and is left out; an incomplete record at the end is one that is still being written.
/// </summary>
internal static class RecordReader
{
    /// <summary>Larger records (pictures, graphs) are passed over.</summary>
    public const int MostBytes = 32 << 20;

    /// <summary>The records in their order; the memory is the reader's own again when the next one is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, string where, ImportNotes notes, [EnumeratorCancellation] CancellationToken stop)
    {
        var header = new byte[12];
        var data = new byte[64 * 1024];
        for (var at = 0L; ;)
        {
            var got = await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, stop);
            if (got < header.Length)
            {
                if (got > 0)
                    notes.LeaveOut(where, Cut);
                yield break;
            }
            var length = BinaryPrimitives.ReadUInt64LittleEndian(header);
            if (Crc32C.Masked(header.AsSpan(0, 8)) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)))
            {
                notes.LeaveOut(where, Damaged(at));
                yield break;
            }
            if (length > MostBytes)
            {
                notes.LeaveOut(where, string.Create(CultureInfo.InvariantCulture, $"records of more than {MostBytes} bytes"));
                if (length > (ulong)(stream.Length - stream.Position))
                    yield break;
                stream.Seek((long)length + 4, SeekOrigin.Current);
                at += (long)length + 16;
                continue;
            }
            var whole = (int)length + 4;
            if (data.Length < whole)
                data = new byte[Math.Max(whole, 2 * data.Length)];
            if (await stream.ReadAtLeastAsync(data.AsMemory(0, whole), whole, throwOnEndOfStream: false, stop) < whole)
            {
                notes.LeaveOut(where, Cut);
                yield break;
            }
            if (Crc32C.Masked(data.AsSpan(0, (int)length)) != BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)length)))
            {
                notes.LeaveOut(where, Damaged(at));
                yield break;
            }
            yield return data.AsMemory(0, (int)length);
            at += whole + 12;
        }
    }

    private const string Cut = "ends in the middle of a record: it is still being written, or was cut; import it again later";

    private static string Damaged(long at) => string.Create(CultureInfo.InvariantCulture, $"is damaged at byte {at} (its checksum differs); what follows is left out");
}
