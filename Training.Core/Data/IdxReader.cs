using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Training.Core.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, plain or gzip-packed (told apart by content): two zero bytes, the type 0x08, the number of
/// dimensions, each dimension as a big-endian 32-bit number, then the values. Format: Y. LeCun's MNIST page. Strict: whatever
/// is not exactly so is refused, with the file, the offset (in the unpacked content), and what was expected and found.
/// </summary>
public static class IdxReader
{
    private const int UnsignedByte = 0x08;

    /// <summary>No gzip stream unpacks to more than this multiple of its size (a property of deflate), so a larger promise is a lie.</summary>
    private const long MostExpansion = 1032;

    /// <summary>Reads a whole file.</summary>
    /// <param name="dataset">For the message.</param>
    /// <param name="path">The file.</param>
    /// <param name="rank">The number of dimensions that the content must have: 1 for labels, 3 for images.</param>
    /// <exception cref="DatasetException">The file cannot be read or is not a whole IDX file of that rank.</exception>
    public static IdxContent Read(string dataset, string path, int rank)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rank is 1 or 3, true, nameof(rank));
        try
        {
            using var file = File.OpenRead(path);
            var packed = IsGzip(file);
            using Stream content = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
            var read = ReadContent(content, dataset, path, rank, mostBytes: packed ? file.Length * MostExpansion : file.Length);
            if (packed)
                CheckTrailer(file, dataset, path, (uint)(4 + (4 * rank) + read.Values.LongLength));
            return read;
        }
        catch (InvalidDataException corrupt)
        {
            throw Corrupt(dataset, path, $"the gzip data is corrupt ({corrupt.Message.TrimEnd('.')})", corrupt);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(dataset, path, $"{path}: cannot be read ({unreadable.Message.TrimEnd('.')}). Check that the file exists and may be read.", unreadable);
        }
    }

    internal static DatasetException Corrupt(string dataset, string path, string what, Exception? inner = null) =>
        new(dataset, path, $"{path}: {what}. The file is damaged or not the right one: get it again with 'data get {dataset}'.", inner);

    private static IdxContent ReadContent(Stream content, string dataset, string path, int rank, long mostBytes)
    {
        Span<byte> header = stackalloc byte[4 + (4 * rank)];
        ReadOnlySpan<byte> magic = header[..4];
        var got = content.ReadAtLeast(header[..4], 4, throwOnEndOfStream: false);
        if (got < 4)
            throw Corrupt(dataset, path, $"ends at offset {got}, before the 4 bytes of the magic number");
        if (magic[0] != 0 || magic[1] != 0 || magic[2] != UnsignedByte || magic[3] != rank)
            throw Corrupt(dataset, path, $"offset 0: expected the magic number 0x0000080{rank} (unsigned bytes, {rank} dimensions), found 0x{Convert.ToHexString(magic)}");
        got = content.ReadAtLeast(header[4..], 4 * rank, throwOnEndOfStream: false);
        if (got < 4 * rank)
            throw Corrupt(dataset, path, $"ends at offset {4 + got}, inside the header of {header.Length} bytes");

        var dimensions = new int[rank];
        long count = 1;
        for (var i = 0; i < rank; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + (4 * i))..]);
            if (size is 0 or > int.MaxValue || (count *= size) > Array.MaxLength)
                throw Corrupt(dataset, path, $"offset {4 + (4 * i)}: dimension {i + 1} of {rank} is {size}; expected 1 or more, and at most {Array.MaxLength} values in all");
            dimensions[i] = (int)size;
        }

        var shape = string.Join('×', dimensions);
        if (header.Length + count > mostBytes)
            throw Corrupt(dataset, path, $"the header promises {shape} = {count} values, but the file is too short to hold them");
        var values = new byte[count];
        got = content.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (got < count)
            throw Corrupt(dataset, path, $"ends at offset {header.Length + got}; expected {shape} = {count} values after the header, found {got.ToString(CultureInfo.InvariantCulture)}");
        if (content.ReadByte() >= 0)
            throw Corrupt(dataset, path, $"offset {header.Length + count}: expected the end after {shape} = {count} values, found more bytes");
        return new IdxContent(dimensions, values);
    }

    /// <summary>A gzip file ends with the unpacked length. <see cref="GZipStream"/> checks its checksum but takes a file that is cut before it.</summary>
    private static void CheckTrailer(FileStream file, string dataset, string path, uint length)
    {
        Span<byte> trailer = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(trailer);
        var found = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (found != length)
            throw Corrupt(dataset, path, $"the gzip data does not end with the unpacked length {length} but with {found}: it is cut short or something follows it");
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var packed = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
        file.Position = 0;
        return packed;
    }
}
