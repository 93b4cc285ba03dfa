namespace Training.Core.Data.Images;

/// <summary>Opens a folder of image files: in memory when all of them fit, else decoded one by one as they are needed.</summary>
internal static class ImageReader
{
    private const double TestShare = 0.1;

    /// <param name="name">The data set's name.</param>
    /// <param name="folder">Its folder; see <see cref="ImageLayout"/>.</param>
    /// <param name="residentBytes">Decoded images up to this are kept in memory.</param>
    /// <exception cref="DatasetException">The layout is wrong, a file cannot be decoded or libvips is missing.</exception>
    public static Dataset Open(string name, string folder, long residentBytes = ImageLimits.ResidentBytes)
    {
        Vips.Require(name);
        var manifest = ImageManifest.Read(name, folder);
        var archives = new List<ImageArchive>();
        var keep = false;
        try
        {
            var listed = ImageLayout.List(name, folder, archives);
            var classes = Classes(name, folder, listed);
            var entries = WithTest(listed);
            var shape = ShapeOf(name, manifest, entries[0]);
            var (train, test) = (Pool(name, classes, shape, entries, test: false), Pool(name, classes, shape, entries, test: true));
            var title = manifest.Title ?? $"Images '{name}'";
            keep = (long)entries.Count * shape.Size > residentBytes;
            return keep ? new StreamedImageDataset(name, title, classes, train, test) : new ImageDataset(name, title, classes, train.Load(), test.Load());
        }
        finally
        {
            if (!keep)
                archives.ForEach(archive => archive.Dispose());
        }
    }

    // Without a test part every tenth image of each class, at random, makes one.
    private static List<ImageEntry> WithTest(List<ImageEntry> entries)
    {
        if (entries.Exists(entry => entry.Test))
            return entries;
        var labels = entries.Select(entry => entry.Class).Distinct(StringComparer.Ordinal).Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var shuffled = CounterRandom.For(seed: 0, stream: 1).Permutation(entries.Count);
        var order = RowOrder.Spread(shuffled, Array.ConvertAll(shuffled, row => labels[entries[row].Class]));
        var held = Math.Max(1, (int)Math.Round(entries.Count * TestShare, MidpointRounding.AwayFromZero));
        foreach (var row in order.AsSpan(0, held))
            entries[row] = entries[row] with { Test = true };
        return [.. entries.Where(entry => !entry.Test), .. entries.Where(entry => entry.Test)];
    }

    private static string[] Classes(string name, string folder, List<ImageEntry> entries)
    {
        string[] classes = [.. entries.Where(entry => !entry.Test).Select(entry => entry.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (classes.Length is < 2 or > ImageLimits.Classes)
            throw new DatasetException(name, folder, $"{folder}: the images for training lie in {classes.Length} class folders; expected 2 to {ImageLimits.Classes}. Give each class a folder of its own.");
        if (entries.Find(entry => !classes.Contains(entry.Class, StringComparer.Ordinal)) is { } unknown)
            throw new DatasetException(name, unknown.Path, $"{unknown.Place}: its class '{unknown.Class}' has no images for training. Add some, or take it out of the test part.");
        return classes;
    }

    private static ImageShape ShapeOf(string name, ImageManifest manifest, ImageEntry first)
    {
        try
        {
            var (width, height, colour) = ImageDecoder.Probe(first.Bytes());
            return new ImageShape(
                manifest.Grey ?? !colour ? 1 : 3, manifest.Height ?? Math.Min(height, ImageLimits.DefaultSide), manifest.Width ?? Math.Min(width, ImageLimits.DefaultSide));
        }
        catch (ImageException wrong)
        {
            throw new DatasetException(name, first.Path, $"{first.Place}: cannot be decoded: {wrong.Message}. Replace the file or take it out.", wrong);
        }
    }

    private static ImagePool Pool(string name, string[] classes, ImageShape shape, List<ImageEntry> entries, bool test)
    {
        var labels = classes.Index().ToDictionary(pair => pair.Item, pair => (long)pair.Index, StringComparer.Ordinal);
        ImageEntry[] mine = [.. entries.Where(entry => entry.Test == test)];
        return new ImagePool(name, mine, Array.ConvertAll(mine, entry => labels[entry.Class]), shape);
    }
}
