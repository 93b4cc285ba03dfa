using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using Training.Core.Tests.Training;

namespace Training.Core.Tests.Data.Images;

/// <summary>A data folder with small PNG files, written by a few lines of our own so that libvips reads what it did not write.</summary>
internal sealed class Pictures : IDisposable
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];
    private readonly TemporaryFolder _folder = new();

    public string Data => _folder.Path;

    public string Folder => Path.Combine(Data, "pets");

    public string Put(string path, byte[] content)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return file;
    }

    /// <summary>Two classes, cat and dog, of different colours; so many images each for training and for the test.</summary>
    public Pictures WithPets(int train, int test, int side = 8)
    {
        foreach (var (name, content) in Pets(train, test, side))
            Put(name, content);
        return this;
    }

    public static IEnumerable<(string Name, byte[] Content)> Pets(int train, int test, int side = 8)
    {
        foreach (var (part, count) in new[] { ("train", train), ("test", test) })
        {
            for (var i = 0; i < count; i++)
            {
                yield return ($"{part}/dog/{i:0000}.png", Png(side, side, 3, (y, x, c) => (byte)((c == 0 ? 180 : 20) + ((i + y + x) % 40))));
                yield return ($"{part}/cat/{i:0000}.png", Png(side, side, 3, (y, x, c) => (byte)((c == 2 ? 190 : 30) + (((3 * i) + y + (2 * x)) % 50))));
            }
        }
    }

    /// <summary>Writes a tar.gz; entries' names are taken as they are.</summary>
    public string Pack(string path, IEnumerable<(string Name, byte[] Content)> files, bool packed = true)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(packed ? new GZipStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true) : bytes, TarEntryFormat.Pax, leaveOpen: !packed))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return Put(path, bytes.ToArray());
    }

    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 grey, 3 colour or 4 colour with transparency.</param>
    /// <param name="value">Of (row, column, channel).</param>
    public static byte[] Png(int width, int height, int channels, Func<int, int, int, byte> value)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, channels switch { 1 => 0, 3 => 2, _ => 6 });
        Chunk(file, "IHDR"u8, head);
        using var rows = new MemoryStream();
        using (var packed = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                packed.WriteByte(0); // no filter
                for (var at = 0; at < width * channels; at++)
                    packed.WriteByte(value(y, at / channels, at % channels));
            }
        }

        Chunk(file, "IDAT"u8, rows.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = Table[(crc ^ one) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    public void Dispose() => _folder.Dispose();

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> kind, byte[] content)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] body = [.. kind, .. content];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }
}
