namespace Training.Core.Data.Images;

/// <summary>The sets of images in a data folder: every folder with CIFAR-10's binary files or with image files in class folders (see <see cref="ImageLayout"/>).</summary>
internal static class ImageSources
{
    /// <summary>All of them, in order of name; nothing is opened.</summary>
    public static IEnumerable<DatasetInfo> Describe(string dataFolder)
    {
        if (!Directory.Exists(dataFolder))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories(dataFolder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            if (!Knows(name, dataFolder))
                continue;
            if (CifarBinary.Fits(folder))
            {
                string[] missing = [.. CifarBinary.Files(folder).SkipLast(1).Where(file => !File.Exists(file)).Select(file => $"{name}/{Path.GetFileName(file)}")];
                yield return new(name, name, missing.Length == 0, missing, missing.Length == 0 ? "" : "Unpack cifar-10-binary.tar.gz and put all its files there.", "32×32 colour", 10, 0, 0);
            }
            else
            {
                yield return new(name, $"Images '{name}'", Available: true, [], "", "images", 0, 0, 0);
            }
        }
    }

    /// <summary>Whether a folder of that name holds images.</summary>
    public static bool Knows(string name, string dataFolder)
    {
        if (FieldRules.Check(TrainingFields.Get("data"), name, out _) is not null || DatasetSources.Find(name) is not null)
            return false;
        var folder = Path.Combine(dataFolder, name);
        return CifarBinary.Fits(folder) || ImageLayout.Fits(folder);
    }

    /// <summary>Names the content as it lies on disk: archives by size and time of change, folders by when a file came or went.</summary>
    public static string Stamp(string name, string dataFolder)
    {
        var folder = Path.Combine(dataFolder, name);
        if (CifarBinary.Fits(folder))
            return string.Join('|', CifarBinary.Files(folder).Select(FileStamp.Of));
        var parts = ImageLayout.Roots(folder).SelectMany(root => Directory.Exists(root.Path) ? Folders(root.Path) : [FileStamp.Of(root.Path)]);
        return string.Join('|', parts.Prepend(FileStamp.Of(Path.Combine(folder, ImageManifest.FileName))));
    }

    /// <exception cref="DatasetException">The layout is wrong or a file is damaged.</exception>
    public static Dataset Open(string name, string dataFolder)
    {
        var folder = Path.Combine(dataFolder, name);
        return CifarBinary.Fits(folder) ? CifarBinary.Open(name, folder) : ImageReader.Open(name, folder);
    }

    private static IEnumerable<string> Folders(string root) => Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).Prepend(root)
        .Select(folder => $"{folder}:{Directory.GetLastWriteTimeUtc(folder).Ticks}");
}
