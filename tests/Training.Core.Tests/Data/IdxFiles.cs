using System.Buffers.Binary;
using System.IO.Compression;
using Training.Core.Data;

namespace Training.Core.Tests.Data;

/// <summary>A temporary data folder with a small, valid data set in MNIST's form: 2×3 images, 6 for training and 2 for testing.</summary>
internal sealed class IdxFiles : IDisposable
{
    public const string TrainImages = "train-images-idx3-ubyte";
    public const string TrainLabels = "train-labels-idx1-ubyte";
    public const string TestImages = "t10k-images-idx3-ubyte";
    public const string TestLabels = "t10k-labels-idx1-ubyte";

    public IdxFiles(bool packed = false)
    {
        Folder = Directory.CreateTempSubdirectory("idx-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "mnist"));
        foreach (var (name, bytes) in Valid())
            Put(name + (packed ? ".gz" : ""), packed ? Pack(bytes) : bytes);
    }

    public string Folder { get; }

    public static IEnumerable<(string Name, byte[] Bytes)> Valid() =>
    [
        (TrainImages, Idx([6, 2, 3], 36)),
        (TrainLabels, Idx([6], 6)),
        (TestImages, Idx([2, 2, 3], 12)),
        (TestLabels, Idx([2], 2)),
    ];

    /// <summary>An IDX file whose values count up from 0.</summary>
    public static byte[] Idx(int[] dimensions, int values)
    {
        var bytes = new byte[4 + (4 * dimensions.Length) + values];
        bytes[2] = 0x08;
        bytes[3] = (byte)dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), dimensions[i]);
        for (var i = 0; i < values; i++)
            bytes[^(values - i)] = (byte)i;
        return bytes;
    }

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public string PathOf(string name) => Path.Combine(Folder, "mnist", name);

    public void Put(string name, byte[] bytes) => File.WriteAllBytes(PathOf(name), bytes);

    public ImageDataset Open() => (ImageDataset)DatasetCatalog.Open("mnist", Folder);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
