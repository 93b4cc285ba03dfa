namespace Training.Core.Data.Images;

/// <summary>
/// Finds the images of a data set's folder. For training <c>train/CLASS/file</c>, for the test <c>test/CLASS/file</c> (or <c>val</c>), each a folder or
/// a <c>.tar</c>, <c>.tar.gz</c> or <c>.tgz</c> of that name; or all of them in one <c>images</c>, folder or archive, or in class folders side by side.
/// </summary>
internal static class ImageLayout
{
    private static readonly string[] Train = ["train"];
    private static readonly string[] Test = ["test", "val"];
    private static readonly string[] Whole = ["images"];
    private static readonly string[] Endings = ["", ".tar", ".tar.gz", ".tgz"];
    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Whether a folder holds images, without opening any.</summary>
    public static bool Fits(string folder)
    {
        try
        {
            return Roots(folder).Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What holds the images: a folder or an archive, and whether it is the test part.</summary>
    public static IReadOnlyList<(string Path, bool Test)> Roots(string folder)
    {
        if (Find(folder, Train) is { } train)
            return Find(folder, Test) is { } test ? [(train, false), (test, true)] : [(train, false)];
        if (Find(folder, Whole) is { } whole)
            return [(whole, false)];
        var classes = !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder).Where(sub => Directory.EnumerateFiles(sub).Take(20).Any(file => ImageEntry.IsImage(Path.GetFileName(file)))).Take(1);
        return classes.Any() ? [(folder, false)] : [];
    }

    /// <summary>Every image, ordered by part, class and path, whatever the order on disk. The archives are opened; the caller closes them.</summary>
    /// <exception cref="DatasetException">The layout is wrong.</exception>
    public static List<ImageEntry> List(string dataset, string folder, List<ImageArchive> archives)
    {
        var entries = new List<ImageEntry>();
        foreach (var (path, test) in Roots(folder))
        {
            var found = Directory.Exists(path) ? Files(dataset, path, test) : Archived(dataset, path, test, archives);
            foreach (var entry in found)
            {
                entries.Add(entry);
                if (entries.Count > ImageLimits.Images)
                    throw new DatasetException(dataset, path, $"'{dataset}' has more than {ImageLimits.Images} images. Use fewer.");
            }
        }

        if (entries.Count == 0)
            throw new DatasetException(dataset, folder, $"{folder}: no images (.jpg, .jpeg, .png) are in class folders. Put them into train/CLASS/ and test/CLASS/, as folders or as train.tar.gz and test.tar.gz.");
        entries.Sort((a, b) => (a.Test, string.CompareOrdinal(a.Class, b.Class), string.CompareOrdinal(a.Path, b.Path)) is var (_, byClass, byPath) && a.Test != b.Test
            ? a.Test.CompareTo(b.Test)
            : byClass != 0 ? byClass : byPath);
        return entries;
    }

    private static IEnumerable<ImageEntry> Files(string dataset, string root, bool test)
    {
        foreach (var file in Directory.EnumerateFiles(root, "*", Deep))
        {
            if (ImageEntry.IsImage(Path.GetFileName(file)))
                yield return Entry(dataset, Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'), file, test, null, 0, 0);
        }
    }

    private static IEnumerable<ImageEntry> Archived(string dataset, string path, bool test, List<ImageArchive> archives)
    {
        var archive = new ImageArchive(dataset, path);
        archives.Add(archive);
        foreach (var (name, offset, length) in archive.Images(dataset))
            yield return Entry(dataset, name, name, test, archive, offset, length);
    }

    // The folder around a file is its class; one around that, called test or val, makes it part of the test.
    private static ImageEntry Entry(string dataset, string within, string path, bool test, ImageArchive? archive, long offset, long length)
    {
        var folders = within.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1].Where(folder => folder != ".").ToArray();
        if (folders.Length == 0 || (folders.Length == 1 && (Train.Contains(folders[0]) || Test.Contains(folders[0]))))
            throw new DatasetException(dataset, path, $"{(archive is null ? path : $"{archive.File}: {path}")}: lies in no class folder. Put it into a folder named after what it shows, such as train/cat/.");
        return new ImageEntry(path, folders[^1], test || folders[..^1].Any(folder => Test.Contains(folder, StringComparer.Ordinal)), archive, offset, length);
    }

    private static string? Find(string folder, string[] names) => names
        .SelectMany(name => Endings.Select(ending => Path.Combine(folder, name + ending)))
        .FirstOrDefault(path => Path.HasExtension(path) ? File.Exists(path) : Directory.Exists(path));
}
