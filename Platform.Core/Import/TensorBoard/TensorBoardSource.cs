using System.Globalization;
using System.Runtime.CompilerServices;

namespace Platform.Core.Import.TensorBoard;

/// <summary>TensorBoard's event files below a folder: each folder that holds some is a run, whose scalars are its metrics and whose hyperparameters (of TensorBoard's hparams plugin) its parameters.</summary>
public sealed class TensorBoardSource : IRunSource
{
    private const string Mark = "tfevents";
    private readonly SourceTree _tree;
    private readonly string _experiment;
    private readonly ImportNotes _notes;

    /// <param name="folder">The log folder.</param>
    /// <param name="experiment">The runs' experiment; null takes the folder's name.</param>
    /// <exception cref="ImportException">There is no such folder.</exception>
    public TensorBoardSource(string folder, string? experiment, ImportNotes notes)
    {
        if (!Directory.Exists(folder))
            throw new ImportException($"There is no folder {folder}.");
        (_tree, _notes) = (new SourceTree(folder, notes), notes);
        _experiment = experiment ?? Path.GetFileName(_tree.Root);
    }

    /// <inheritdoc/>
    public string Description => $"TensorBoard's files in {_tree.Root}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRun> RunsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var folders = new SortedDictionary<string, List<FileInfo>>(StringComparer.Ordinal);
        foreach (var (path, file) in _tree.Files(_tree.Root))
        {
            if (!file.Name.Contains(Mark, StringComparison.Ordinal) || file.Length == 0)
                continue;
            var folder = path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";
            if (!folders.TryGetValue(folder, out var files))
                folders.Add(folder, files = []);
            files.Add(file);
        }
        foreach (var (folder, files) in folders)
        {
            // The first event of the first file says when it was begun: another run in a folder of the same name is another run.
            var where = folder.Length == 0 ? "." : folder;
            var begun = await BegunAsync(files[0], stop);
            if (begun is not { } start)
            {
                _notes.LeaveOut(where, "holds no event that can be read");
                continue;
            }
            var session = await SessionAsync(files, stop);
            if (session.IsOfExperiment)
            {
                _notes.LeaveOut(where, "says what the experiment varies and measures (hyperparameters), and is no run");
                continue;
            }
            var name = folder.Length == 0 ? Path.GetFileName(_tree.Root) : folder;
            yield return new SourceRun(SourceIds.Of("tensorboard", _experiment, name, start.ToString("R", CultureInfo.InvariantCulture)), new SourceExperiment(_experiment), name)
            {
                StartTime = session.Started ?? Milliseconds(start), EndTime = session.Ended, Status = session.Status, Params = session.Params(where), Tags = session.Tags, Points = token => PointsAsync(files, token),
            };
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceModel> ModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        yield break;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Null when the first event cannot be read.
    private async Task<double?> BegunAsync(FileInfo file, CancellationToken stop)
    {
        try
        {
            await using var stream = Open(file);
            await foreach (var record in RecordReader.ReadAsync(stream, file.Name, new ImportNotes(), stop))
                return EventMessage.Read(record.Span) is { WallTime: > 0 and < 1e11 } first ? first.WallTime : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            _notes.LeaveOut(_tree.Name(file.FullName), $"cannot be read: {broken.Message}");
        }
        return null;
    }

    // Parameters may come anywhere in the files. Their records alone are looked into, so that this costs little more than reading the files does.
    private async Task<SessionFold> SessionAsync(List<FileInfo> files, CancellationToken stop)
    {
        var fold = new SessionFold(_notes);
        try
        {
            foreach (var file in files)
            {
                await using var stream = Open(file);
                await foreach (var record in RecordReader.ReadAsync(stream, file.Name, new ImportNotes(), stop))
                    fold.Add(record.Span);
            }
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            _notes.LeaveOut(_tree.Name(files[0].FullName), $"its hyperparameters cannot be read: {broken.Message}");
        }
        return fold;
    }

    private async IAsyncEnumerable<SourcePoint> PointsAsync(List<FileInfo> files, [EnumeratorCancellation] CancellationToken stop)
    {
        var names = new SourceNames();
        foreach (var file in files)
        {
            var where = _tree.Name(file.FullName);
            await using var stream = Open(file);
            await foreach (var record in RecordReader.ReadAsync(stream, where, _notes, stop))
            {
                if (EventMessage.Read(record.Span) is not { WallTime: >= 0 and < 1e11 } found)
                {
                    _notes.LeaveOut(where, "records that are no events");
                    continue;
                }
                foreach (var (tag, value, kind) in found.Values)
                {
                    if (value is { } number)
                        yield return new SourcePoint(Key(names, tag, where), found.Step, Milliseconds(found.WallTime), number);
                    else
                        _notes.LeaveOut(where, $"{kind} are not imported, only scalars");
                }
            }
        }
    }

    private string Key(SourceNames names, string tag, string where)
    {
        var key = names.Of(tag, out var isNew);
        if (isNew && key != tag)
            _notes.LeaveOut(where, $"'{(tag.Length > 250 ? tag[..250] + "…" : tag)}' is called '{key}' here: names have letters, digits, blanks and _ - . : /");
        return key;
    }

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);

    private static FileStream Open(FileInfo file) => new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
}
