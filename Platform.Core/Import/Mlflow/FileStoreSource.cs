using System.Runtime.CompilerServices;
using Platform.Core.Tracking;

namespace Platform.Core.Import.Mlflow;

/// <summary>
/// MLflow's file store, a folder <c>mlruns</c>: a folder an experiment with a folder a run, each with a <c>meta.yaml</c>; parameters and tags are files
/// with the value in them, metrics files of lines <c>time value step</c>, and slashes in names are folders. (Layout of mlflow/store/tracking/file_store.py.)
/// </summary>
public sealed class FileStoreSource : IRunSource
{
    private const int MostParam = 64 << 10, MostTag = 1 << 20, MostLine = 1 << 10;
    private const string DeletedFolder = ".trash", ModelsFolder = "models";
    private static readonly string[] NoRuns = ["tags", "datasets", "traces", "models"];
    private readonly SourceTree _tree;
    private readonly MlflowArtifacts _artifacts;
    private readonly ImportNotes _notes;
    private readonly List<(SourceExperiment Experiment, string Folder)> _models = []; // found while the runs were read
    private readonly Dictionary<string, Dictionary<string, long>> _outputs = new(StringComparer.Ordinal); // runs with steps, by model

    /// <param name="folder">With the experiments in it.</param>
    /// <param name="artifacts">Further folders that may hold files of runs.</param>
    /// <exception cref="ImportException">It is no such folder.</exception>
    public FileStoreSource(string folder, IReadOnlyList<string> artifacts, ImportNotes notes)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        if (!Directory.Exists(folder))
            throw new ImportException($"There is no folder {folder}.");
        (_tree, _notes) = (new SourceTree(folder, notes), notes);
        _artifacts = new MlflowArtifacts([.. artifacts, _tree.Root], notes);
    }

    /// <inheritdoc/>
    public string Description => $"MLflow's files in {_tree.Root}";

    /// <summary>Whether a folder looks like such a store.</summary>
    public static bool IsStore(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Take(10_000).Any(entry => File.Exists(Path.Combine(entry, "meta.yaml")));

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRun> RunsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask; // the runs' points are what is read asynchronously
        foreach (var folder in _tree.Folders(_tree.Root))
        {
            stop.ThrowIfCancellationRequested();
            if (Path.GetFileName(folder) is var name && name == DeletedFolder)
            {
                if (_tree.Folders(folder).Count() is > 0 and var deleted)
                    _notes.LeaveOut(name, "deleted experiments are not imported; restore them in MLflow first", deleted);
            }
            else if (name != ModelsFolder && MetaYaml.Read(_tree, folder, _notes) is { } meta)
            {
                foreach (var run in Runs(folder, meta))
                    yield return run;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceLoggedModel> LoggedModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (var (experiment, models) in _models)
        {
            foreach (var folder in _tree.Folders(models))
            {
                stop.ThrowIfCancellationRequested();
                if (MetaYaml.Read(_tree, folder, _notes) is { } meta && LoggedModel(experiment, folder, meta) is { } model)
                    yield return model;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceModel> ModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (var folder in _tree.Folders(Path.Combine(_tree.Root, ModelsFolder)))
        {
            stop.ThrowIfCancellationRequested();
            if (MetaYaml.Read(_tree, folder, _notes) is { } meta)
                yield return Model(folder, meta);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<SourceRun> Runs(string folder, MetaYaml meta)
    {
        var where = _tree.Name(folder);
        if (meta.Text("name") is not { } name)
        {
            _notes.LeaveOut(where, "its meta.yaml names no experiment");
            yield break;
        }
        if (meta.Text("lifecycle_stage") == "deleted")
        {
            _notes.LeaveOut(where, "deleted experiments are not imported; restore them in MLflow first");
            yield break;
        }
        if (Directory.Exists(Path.Combine(folder, "traces")))
            _notes.LeaveOut($"{where}/traces", "traces are not imported");
        var experiment = new SourceExperiment(name) { Tags = _tree.Texts(Path.Combine(folder, "tags"), MostTag) };
        if (SourceTree.IsFolder(Path.Combine(folder, "models")))
            _models.Add((experiment, Path.Combine(folder, "models")));
        foreach (var run in _tree.Folders(folder))
        {
            if (!NoRuns.Contains(Path.GetFileName(run), StringComparer.Ordinal) && MetaYaml.Read(_tree, run, _notes) is { } about && Run(experiment, folder, run, about) is { } found)
                yield return found;
        }
    }

    private SourceRun? Run(SourceExperiment experiment, string experimentFolder, string folder, MetaYaml meta)
    {
        var where = _tree.Name(folder);
        if (meta.Text("lifecycle_stage") == "deleted")
        {
            _notes.LeaveOut(where, "deleted runs are not imported; restore them in MLflow first");
            return null;
        }
        var tags = _tree.Texts(Path.Combine(folder, "tags"), MostTag);
        var artifacts = Path.Combine(folder, "artifacts");
        ReadOutputs(Path.Combine(folder, "outputs"), meta.Text("run_id") ?? Path.GetFileName(folder));
        var id = meta.Text("run_id") ?? meta.Text("run_uuid") ?? Path.GetFileName(folder);
        return new SourceRun(SourceIds.OfMlflow(id), experiment, MlflowRules.Name(meta.Text("run_name") ?? meta.Text("name"), tags))
        {
            User = meta.Text("user_id") ?? "", Status = MlflowRules.Status(meta.Text("status")), StartTime = meta.Whole("start_time"), EndTime = meta.Whole("end_time"), Tags = tags,
            Params = _tree.Texts(Path.Combine(folder, "params"), MostParam),
            Inputs = Inputs(Path.Combine(folder, "inputs"), Path.Combine(experimentFolder, "datasets")),
            Points = stop => PointsAsync(Path.Combine(folder, "metrics"), stop),
            Files = () => SourceTree.IsFolder(artifacts) ? _tree.RunFiles(artifacts) : _artifacts.Files(where, id, meta.Text("artifact_uri")), // a store that was moved has old addresses
        };
    }

    // A folder an output, called by the model's identity.
    private void ReadOutputs(string folder, string run)
    {
        if (!SourceTree.IsFolder(folder))
            return;
        foreach (var output in _tree.Folders(folder))
        {
            if (MetaYaml.Read(_tree, output, _notes) is not { } meta)
                continue;
            if (!_outputs.TryGetValue(Path.GetFileName(output), out var runs))
                _outputs.Add(Path.GetFileName(output), runs = new(StringComparer.Ordinal));
            runs[SourceIds.OfMlflow(run)] = meta.Whole("step") ?? 0;
        }
    }

    private SourceLoggedModel? LoggedModel(SourceExperiment experiment, string folder, MetaYaml meta)
    {
        var where = _tree.Name(folder);
        if (meta.Text("lifecycle_stage") == "deleted")
        {
            _notes.LeaveOut(where, "deleted logged models are not imported");
            return null;
        }
        var id = meta.Text("model_id") ?? Path.GetFileName(folder);
        var artifacts = Path.Combine(folder, "artifacts");
        return new SourceLoggedModel(SourceIds.OfLoggedModel(id), experiment, meta.Text("name") ?? id)
        {
            ModelType = meta.Text("model_type") ?? "", Status = MlflowRules.ModelStatus(meta.Text("status")), RunId = meta.Text("source_run_id") is { Length: > 0 } run ? SourceIds.OfMlflow(run) : null,
            Params = _tree.Texts(Path.Combine(folder, "params"), MostParam), Tags = _tree.Texts(Path.Combine(folder, "tags"), MostTag),
            Outputs = _outputs.GetValueOrDefault(id) ?? [],
            Files = () => SourceTree.IsFolder(artifacts) ? _tree.RunFiles(artifacts) : _artifacts.Files(where, id, meta.Text("artifact_location")),
        };
    }

    private async IAsyncEnumerable<SourcePoint> PointsAsync(string folder, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var (key, file) in _tree.Files(folder))
        {
            if (file.Length == 0)
                continue;
            await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
            await foreach (var line in SourceLines.ReadAsync(stream, MostLine, stop))
            {
                if (line is { Length: 0 })
                    continue;
                if (line is not null && MlflowRules.Point(key, line) is { } point)
                    yield return point;
                else
                    _notes.LeaveOut(_tree.Name(file.FullName), "lines that are not 'time value step'");
            }
        }
    }

    // An input names a data set of its experiment by a digest of name and digest, which is that one's folder.
    private List<RunInput> Inputs(string folder, string datasets)
    {
        var inputs = new List<RunInput>();
        if (!SourceTree.IsFolder(folder))
            return inputs;
        foreach (var input in _tree.Folders(folder))
        {
            if (MetaYaml.Read(_tree, input, _notes) is not { } meta)
                continue;
            if (meta.Text("source_type") is not ("1" or "DATASET") || meta.Text("source_id") is not { } id || !id.All(char.IsAsciiLetterOrDigit))
                _notes.LeaveOut(_tree.Name(input), "is no data set; models as inputs are not imported");
            else if (MetaYaml.Read(_tree, Path.Combine(datasets, id), _notes) is { } data && data.Text("name") is { } name && data.Text("digest") is { } digest)
                inputs.Add(new RunInput(new TrackedDataset(name, digest, data.Text("source_type") ?? "", data.Text("source") ?? "", data.Text("schema"), data.Text("profile")), meta.Map("tags")));
        }
        return inputs;
    }

    private SourceModel Model(string folder, MetaYaml meta)
    {
        var versions = new List<SourceModelVersion>();
        foreach (var version in _tree.Folders(folder).Where(entry => Path.GetFileName(entry).StartsWith("version-", StringComparison.Ordinal)))
        {
            if (MetaYaml.Read(_tree, version, _notes) is not { } about)
                continue;
            if (about.Whole("version") is >= 1 and <= int.MaxValue and var number)
            {
                versions.Add(new SourceModelVersion((int)number, about.Text("source") ?? "", about.Text("run_id"), about.Text("description") ?? "", about.Text("current_stage") ?? "None")
                {
                    StorageLocation = about.Text("storage_location"), Tags = _tree.Texts(Path.Combine(version, "tags"), MostTag),
                });
            }
            else
                _notes.LeaveOut(_tree.Name(version), "its meta.yaml has no version");
        }
        var aliases = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (alias, text) in _tree.Texts(Path.Combine(folder, "aliases"), 100))
        {
            if (SourceNumbers.TryWhole(text, out var number))
                aliases[alias] = (int)number;
        }
        return new SourceModel(meta.Text("name") ?? Path.GetFileName(folder), meta.Text("description") ?? "")
        {
            Tags = _tree.Texts(Path.Combine(folder, "tags"), MostTag), Aliases = aliases, Versions = [.. versions.OrderBy(version => version.Number)],
        };
    }
}
