namespace Training.Core.Data.Images;

/// <summary>
/// CIFAR-10's binary files (A. Krizhevsky 2009): records of a label, 0 to 9, and 32 × 32 red, then green, then blue values. Training batches
/// <c>data_batch_1.bin</c> and on, <c>test_batch.bin</c>, and the classes' names in <c>batches.meta.txt</c>.
/// </summary>
internal static class CifarBinary
{
    private const string First = "data_batch_1.bin";
    private const string Test = "test_batch.bin";
    private const string Names = "batches.meta.txt";
    private const int MostBatches = 100;
    private static readonly ImageShape Image = new(3, 32, 32);
    private static readonly string[] Usual = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Whether a folder holds such files.</summary>
    public static bool Fits(string folder) => File.Exists(Path.Combine(folder, First));

    /// <summary>Every file that is read, there or not.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Enumerable.Range(1, MostBatches).Select(number => Path.Combine(folder, $"data_batch_{number}.bin")).TakeWhile(File.Exists), Path.Combine(folder, Test), Path.Combine(folder, Names)];

    /// <exception cref="DatasetException">A file is missing or damaged; names it, the place, and what was expected and found.</exception>
    public static Dataset Open(string name, string folder)
    {
        var files = Files(folder);
        var classes = ClassNames(files[^1]);
        return new ImageDataset(name, name == "cifar-10" ? "CIFAR-10" : $"Images '{name}'", classes, Pool(name, files.SkipLast(2), classes.Length), Pool(name, [files[^2]], classes.Length));
    }

    private static DataPool Pool(string name, IEnumerable<string> files, int classes)
    {
        var batches = files.Select(file => Records(name, file, classes)).ToArray();
        var rows = batches.Sum(batch => batch.Length / (Image.Size + 1));
        var (pixels, labels, row) = (new byte[checked(rows * Image.Size)], new long[rows], 0);
        foreach (var batch in batches)
        {
            for (var at = 0; at < batch.Length; at += Image.Size + 1, row++)
            {
                labels[row] = batch[at];
                batch.AsSpan(at + 1, Image.Size).CopyTo(pixels.AsSpan(row * Image.Size));
            }
        }

        return new DataPool(pixels, labels, Image);
    }

    private static byte[] Records(string name, string file, int classes)
    {
        try
        {
            const int Record = 3073, Most = Record * 100_000;
            var length = new FileInfo(file).Length;
            if (length is 0 or > Most || length % Record != 0)
                throw Wrong(name, file, $"has {length} bytes; expected 1 to 100,000 records of {Record}: a label and 3 × 32 × 32 values");
            var bytes = File.ReadAllBytes(file);
            for (var at = 0; at < bytes.Length; at += Record)
            {
                if (bytes[at] >= classes)
                    throw Wrong(name, file, $"offset {at}: expected a label from 0 to {classes - 1}, found {bytes[at]} for row {at / Record}");
            }

            return bytes;
        }
        catch (FileNotFoundException missing)
        {
            throw new DatasetException(name, file, $"'{name}' is not whole: {file} is missing. Unpack cifar-10-binary.tar.gz and put all its files there.", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(name, file, $"{file}: cannot be read ({unreadable.Message.TrimEnd('.')}). Check that the file may be read.", unreadable);
        }
    }

    private static string[] ClassNames(string file)
    {
        if (!File.Exists(file) || new FileInfo(file).Length > 10_000)
            return Usual;
        string[] names = [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length is >= 2 and <= 256 ? names : Usual;
    }

    private static DatasetException Wrong(string name, string file, string what) => new(name, file, $"{file}: {what}. The file is damaged or not the right one: get it again.");
}
