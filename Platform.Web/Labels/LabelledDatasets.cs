using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Labels;
using Platform.Web.Api;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Labels;

/// <summary>Opens data sets with a version of their labels. Thread-safe.</summary>
public sealed class LabelledDatasets(PlatformFolders folders, PlatformCommands commands)
{
    /// <summary>The versions of a data set's labels.</summary>
    /// <exception cref="NotFoundException">There is no such data set.</exception>
    public async Task<DatasetLabels> VersionsAsync(string name, CancellationToken cancellation = default)
    {
        Require(name);
        return await commands.LoadLabelsAsync(name, cancellation);
    }

    /// <summary>The data set with a version of its labels; reads its files the first time.</summary>
    /// <exception cref="NotFoundException">There is no such data set or version.</exception>
    /// <exception cref="DatasetException">Its files are missing or broken, or not those that were corrected.</exception>
    public async Task<Dataset> OpenAsync(string name, int version, CancellationToken cancellation = default)
    {
        Require(name);
        if (version == 0)
            return await Task.Run(() => DatasetCatalog.Open(name, folders.Data), cancellation);
        var known = await commands.LoadLabelsAsync(name, cancellation);
        if (version > known.Version)
            throw new NotFoundException($"There is no version {version} of the labels of '{name}'; {(known.Version == 0 ? "they were never corrected." : $"there are 0 to {known.Version}.")}");
        var set = new LabelSet(version, known.BaseDigest!, [.. known.CorrectedAt(version).Select(label => new LabelCorrection(Of(label.Part), label.Row, label.Label))]);
        return await Task.Run(() => DatasetCatalog.Open(name, folders.Data, set), cancellation);
    }

    /// <summary>The same part in training's words.</summary>
    internal static DataPart Of(LabelPart part) => part == LabelPart.Train ? DataPart.Train : DataPart.Test;

    private void Require(string name)
    {
        if (DatasetCatalog.All(folders.Data).All(known => known.Name != name))
            throw new NotFoundException($"There is no data set of that name. The data sets are listed at /api/v1/datasets.");
    }
}
