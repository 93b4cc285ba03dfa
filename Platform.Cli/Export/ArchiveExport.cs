using System.Net;
using System.Runtime.CompilerServices;
using Platform.Cli.Api;
using Platform.Cli.Import;
using Platform.Core.Import;
using Platform.Core.Import.Archive;

namespace Platform.Cli.Export;

/// <summary>Writes runs into an archive that 'import archive' reads.</summary>
internal sealed class ArchiveExport(TrackingApi api, ImportProgress progress)
{
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal); // as written, by digest: a file may have changed since it was listed
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal); // digests
    private readonly List<string> _leftOut = [];

    /// <summary>Files that the platform does not have as they were, a line each.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Writes the archive; answers its manifest.</summary>
    public async Task<ArchiveManifest> WriteAsync(RunSelection selection, Stream target, CancellationToken cancel)
    {
        using var archive = new ArchiveWriter(target);
        var runs = new List<ArchiveRun>();
        foreach (var run in selection.Runs)
        {
            runs.Add(new ArchiveRun(
                run.Id, selection.ExperimentOf(run), run.Name, run.User, run.Status, run.StartTime, run.EndTime, Sorted(run.Params), Sorted(run.Tags),
                [.. run.Inputs.Select(input => new ArchiveInput(input.Dataset, Sorted(input.Tags))).OrderBy(input => input.Dataset.Name, StringComparer.Ordinal).ThenBy(input => input.Dataset.Digest, StringComparer.Ordinal)],
                await archive.WritePointsAsync(run.Id, PointsAsync(run, cancel), cancel), await FilesAsync(archive, run, cancel)));
            progress.Show(() => $"{runs.Count} of {selection.Runs.Count} runs");
        }
        var manifest = new ArchiveManifest(
            ArchiveManifest.FormatName, ArchiveManifest.FormatVersion, [.. selection.Experiments.Select(experiment => new ArchiveExperiment(experiment.Name, Sorted(experiment.Tags)))], runs);
        await archive.FinishAsync(manifest, cancel);
        return manifest;
    }

    private async IAsyncEnumerable<SourcePoint> PointsAsync(RunItem run, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var key in run.Latest.Keys.Order(StringComparer.Ordinal))
        {
            await foreach (var point in api.HistoryAsync(run.Id, key, cancel))
                yield return point;
        }
    }

    private async Task<List<ArchiveFile>> FilesAsync(ArchiveWriter archive, RunItem run, CancellationToken cancel)
    {
        var files = new List<ArchiveFile>();
        if (run.FileRoot is not { } root)
            return files;
        foreach (var path in (await api.FilesAsync(run.Id, cancel)).Keys)
        {
            try
            {
                using var file = await api.OpenAsync(root, path, cancel);
                files.Add(new ArchiveFile(path, await SizeAsync(archive, file, cancel), file.Digest));
            }
            catch (InvalidDataException)
            {
                _leftOut.Add($"run {run.Id}, file {path}: its content is damaged at the platform");
            }
            catch (ApiException refused) when (refused.Code is not null && refused.Status is HttpStatusCode.NotFound or HttpStatusCode.InternalServerError)
            {
                _leftOut.Add($"run {run.Id}, file {path}: the platform cannot give its content: {refused.Message}");
            }
        }
        return files;
    }

    private async Task<long> SizeAsync(ArchiveWriter archive, FileContent file, CancellationToken cancel)
    {
        if (archive.Has(file.Digest))
            return _sizes[file.Digest];
        if (!_damaged.Add(file.Digest)) // until it is there whole
            throw new InvalidDataException($"The content {file.Digest} came damaged before.");
        var size = await archive.WriteFileAsync(file.Digest, file.Content, cancel);
        _damaged.Remove(file.Digest);
        return _sizes[file.Digest] = size;
    }

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> pairs) => new(pairs.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
}
