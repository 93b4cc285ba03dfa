using Training.Core.Data.Images;
using Training.Core.Data.Labels;
using Training.Core.Data.Tables;
using Training.Core.Data.Texts;

namespace Training.Core.Data;

/// <summary>The data sets that trials can name, and a bounded cache of the opened ones. Safe for use from many threads.</summary>
public static class DatasetCatalog
{
    private static readonly DatasetCache Cache = new(capacity: 4);

    /// <summary>Every known data set, available or not, without opening any.</summary>
    public static IReadOnlyList<DatasetInfo> All(string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(dataFolder);
        return
        [
            new(GeneratedDigits.Name, GeneratedDigits.Title, Available: true, [], "", GeneratedDigits.Shape.ToString(), GeneratedDigits.Classes, GeneratedDigits.TrainRows, GeneratedDigits.TestRows),
            new(GeneratedSentences.Name, GeneratedSentences.Title, Available: true, [], "", "text", 0, GeneratedSentences.TrainCharacters, GeneratedSentences.TestCharacters, TargetKind.NextToken, SampleKind.Text),
            .. TextSources.Describe(dataFolder),
            .. DatasetSources.All.Select(source => source.Describe(dataFolder)),
            .. ImageSources.Describe(dataFolder),
            .. GeneratedTables.Describe(),
            .. TableSources.Describe(dataFolder),
        ];
    }

    /// <summary>The column whose numbers a data set has predicted, without opening it; null where no column's numbers are predicted, or the data set is not known here.</summary>
    public static string? NumberColumn(string name, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(dataFolder);
        try
        {
            return GeneratedTables.NumberColumn(name) ?? (TableSources.Find(name, dataFolder) is { TargetKind: TargetKind.Number } table ? table.Target : null);
        }
        catch (Exception unreadable) when (unreadable is DatasetException or IOException or UnauthorizedAccessException)
        {
            return null; // what is wrong with it is told where it is opened
        }
    }

    /// <summary>Opens a data set, or returns the one already open in this process. Files that changed on disk are read again.</summary>
    /// <exception cref="DatasetException">Unknown name, missing files (with the remedy) or corrupt content.</exception>
    public static Dataset Open(string name, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(dataFolder);
        if (name == GeneratedDigits.Name)
            return Cache.GetOrOpen(name, () => GeneratedDigits.Create());
        if (GeneratedTables.Find(name) is { } generated)
            return Cache.GetOrOpen(name, generated);
        if (TableSources.Find(name, dataFolder) is { } table)
            return Cache.GetOrOpen(TableSources.Stamp(table, dataFolder), () => TableReader.Open(table, dataFolder));
        if (name == GeneratedSentences.Name)
            return Cache.GetOrOpen(name, () => GeneratedSentences.Create());
        if (DatasetSources.Find(name) is null && TextSources.Knows(name, dataFolder))
            return Cache.GetOrOpen(TextSources.Stamp(name, dataFolder), () => TextSources.Open(name, dataFolder));
        if (ImageSources.Knows(name, dataFolder))
            return Cache.GetOrOpen(ImageSources.Stamp(name, dataFolder), () => ImageSources.Open(name, dataFolder));
        var source = DatasetSources.Find(name)
            ?? throw new DatasetException(name, null, $"'{name}' is not a known data set. Use one of {string.Join(", ", All(dataFolder).Select(info => $"'{info.Name}'"))}.");
        return Cache.GetOrOpen(source.Stamp(dataFolder), () => IdxDataset.Open(source, dataFolder));
    }

    /// <summary>Opens a data set with a version of its labels, or returns the one already open in this process.</summary>
    /// <exception cref="DatasetException">As the other one; also when the published content is not the one that was corrected.</exception>
    public static Dataset Open(string name, string dataFolder, LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var published = Open(name, dataFolder);
        if (published.Digest != labels.PublishedDigest)
        {
            throw new DatasetException(
                name, null, $"Version {labels.Version} of the labels of '{name}' corrects a content with the digest {labels.PublishedDigest}, but the data set has {published.Digest} now. Restore its files, or use data_labels 0.");
        }

        try
        {
            return Cache.GetOrOpen($"{name} {published.Digest} labels {labels.Version} {labels.Fingerprint()}", () => published.WithLabels(labels.Version, labels.Corrections));
        }
        catch (LabelException wrong)
        {
            throw new DatasetException(name, null, $"Version {labels.Version} of the labels of '{name}' does not fit: {wrong.Message}", wrong);
        }
    }
}
