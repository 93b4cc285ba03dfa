using System.Net;
using System.Runtime.CompilerServices;
using Platform.Cli.Api;
using Platform.Cli.Import;
using Platform.Core.Import;
using Platform.Core.Import.Archive;

namespace Platform.Cli.Export;

/// <summary>Writes runs with their logged models into an archive that 'import archive' reads.</summary>
internal sealed class ArchiveExport(TrackingApi api, ImportProgress progress)
{
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal); // as written, by digest: a file may have changed since it was listed
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal); // digests
    private readonly Dictionary<string, bool> _live = new(StringComparer.Ordinal); // whether a logged model that was measured is there and not deleted
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
                await archive.WritePointsAsync(run.Id, PointsAsync(run, cancel), cancel),
                await FilesAsync(archive, $"run {run.Id}", run.FileRoot, () => api.FilesAsync(run.Id, cancel), cancel),
                run.IsTrial ? null : await archive.WriteMeasuredAsync(run.Id, MeasuredAsync(run, cancel), cancel)));
            progress.Show(() => $"{runs.Count} of {selection.Runs.Count} runs");
        }
        var models = new List<ArchiveModel>();
        foreach (var model in await selection.ModelsAsync(api, _live.Where(model => model.Value).Select(model => model.Key), cancel))
        {
            models.Add(new ArchiveModel(
                model.Id, selection.ExperimentOf(model), model.Name, model.ModelType, model.Status, model.RunId, Sorted(model.Params), Sorted(model.Tags),
                new(selection.Runs.Where(run => run.ModelOutputs.ContainsKey(model.Id)).ToDictionary(run => run.Id, run => run.ModelOutputs[model.Id], StringComparer.Ordinal), StringComparer.Ordinal),
                [.. selection.Runs.Where(run => run.ModelInputs.Contains(model.Id, StringComparer.Ordinal)).Select(run => run.Id).Order(StringComparer.Ordinal)],
                await FilesAsync(archive, $"logged model {model.Id}", model.FileRoot, () => api.ModelFilesAsync(model.Id, cancel), cancel)));
            progress.Show(() => $"{runs.Count} runs, {models.Count} logged models");
        }
        var manifest = new ArchiveManifest(
            ArchiveManifest.FormatName, ArchiveManifest.FormatVersion, [.. selection.Experiments.Select(experiment => new ArchiveExperiment(experiment.Name, Sorted(experiment.Tags)))], runs, models);
        await archive.FinishAsync(manifest, cancel);
        return manifest;
    }

    // What was measured of a model that is deleted is the run's alone.
    private async IAsyncEnumerable<MeasuredPoint> MeasuredAsync(RunItem run, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var measured in api.MeasuredAsync(run.Id, cancel))
        {
            if (!_live.TryGetValue(measured.ModelId, out var live))
                _live.Add(measured.ModelId, live = await api.LoggedModelAsync(measured.ModelId, cancel) is { Deleted: false });
            if (live)
                yield return measured;
        }
    }

    private async IAsyncEnumerable<SourcePoint> PointsAsync(RunItem run, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var key in run.Latest.Keys.Order(StringComparer.Ordinal))
        {
            await foreach (var point in api.HistoryAsync(run.Id, key, cancel))
                yield return point;
        }
    }

    private async Task<List<ArchiveFile>> FilesAsync(ArchiveWriter archive, string owner, string? fileRoot, Func<Task<SortedDictionary<string, long>>> list, CancellationToken cancel)
    {
        var files = new List<ArchiveFile>();
        if (fileRoot is not { } root)
            return files;
        foreach (var path in (await list()).Keys)
        {
            try
            {
                using var file = await api.OpenAsync(root, path, cancel);
                files.Add(new ArchiveFile(path, await SizeAsync(archive, file, cancel), file.Digest));
            }
            catch (InvalidDataException)
            {
                _leftOut.Add($"{owner}, file {path}: its content is damaged at the platform");
            }
            catch (ApiException refused) when (refused.Code is not null && refused.Status is HttpStatusCode.NotFound or HttpStatusCode.InternalServerError)
            {
                _leftOut.Add($"{owner}, file {path}: the platform cannot give its content: {refused.Message}");
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
