using System.Buffers.Binary;
using System.Numerics;

namespace Platform.Core.Import.TensorBoard;

/// <summary>CRC-32C (Castagnoli), masked as TFRecord files hold it. (RFC 3720, appendix B.4; the mask is tensorflow/core/lib/hash/crc32c.h.)</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The masked checksum.</summary>
    public static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        for (; data.Length >= 8; data = data[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var b in data)
            crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + MaskDelta;
    }
}
