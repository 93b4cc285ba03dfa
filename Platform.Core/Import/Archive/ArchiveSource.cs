using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.Core.Artifacts;
using Platform.Core.Import.Mlflow;
using Platform.Core.Tracking;

namespace Platform.Core.Import.Archive;

/// <summary>An archive that this platform exported. Content is compared with its digest before any of it is taken; nothing is unpacked to the disk.</summary>
public sealed class ArchiveSource : IRunSource
{
    private const int MostManifestBytes = 256 << 20, MostLine = 8 << 10;
    private readonly ZipArchive _zip;
    private readonly ArchiveManifest _manifest;
    private readonly Dictionary<string, SourceExperiment> _experiments = new(StringComparer.Ordinal); // by name
    private readonly ImportNotes _notes;

    private ArchiveSource(string file, ZipArchive zip, ArchiveManifest manifest, ImportNotes notes)
    {
        (Description, _zip, _manifest, _notes) = ($"the archive {file}", zip, manifest, notes);
        foreach (var experiment in manifest.Experiments)
            _experiments[experiment.Name] = new SourceExperiment(experiment.Name) { Tags = experiment.Tags };
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Opens an archive.</summary>
    /// <exception cref="ImportException">It cannot be read, is none of this platform's, or a newer one's.</exception>
    public static async Task<ArchiveSource> OpenAsync(string file, ImportNotes notes, CancellationToken stop)
    {
        if (!SourceTree.IsFile(file))
            throw new ImportException($"There is no file {file}, or it is a symbolic link.");
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous), ZipArchiveMode.Read);
            var entry = zip.GetEntry(ArchiveManifest.Entry) ?? throw new ImportException($"{file} has no {ArchiveManifest.Entry}: it is no archive of this platform.");
            await using var content = entry.Open();
            var manifest = ArchiveManifest.Read(await WholeAsync(content, file, stop));
            if (manifest.Format != ArchiveManifest.FormatName || manifest.Version is < 1 or > ArchiveManifest.FormatVersion)
                throw new ImportException($"{file} has the format {manifest.Format} {manifest.Version}; this platform reads {ArchiveManifest.FormatName} up to {ArchiveManifest.FormatVersion}.");
            return new ArchiveSource(file, zip, manifest, notes);
        }
        catch (Exception error)
        {
            zip?.Dispose();
            throw error is InvalidDataException or JsonException or IOException or NotSupportedException ? new ImportException($"{file} is no archive that can be read: {error.Message}", error) : error;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRun> RunsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (var run in _manifest.Runs)
        {
            stop.ThrowIfCancellationRequested();
            // A sweep's trials have identities of another form.
            yield return new SourceRun(SourceIds.OfMlflow(run.Id), Experiment(run.Experiment), run.Name)
            {
                User = run.User, Status = MlflowRules.Status(run.Status), StartTime = run.StartTime, EndTime = run.EndTime, Params = run.Params, Tags = run.Tags,
                Inputs = [.. run.Inputs.Select(input => new RunInput(input.Dataset, input.Tags))],
                Points = token => PointsAsync(run, token), Files = () => Files($"run {run.Id}", run.Files), Measured = run.Measured is null ? null : token => MeasuredAsync(run, token),
            };
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceLoggedModel> LoggedModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (var model in _manifest.Models ?? [])
        {
            stop.ThrowIfCancellationRequested();
            var outputs = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (run, step) in model.Outputs)
                outputs[SourceIds.OfMlflow(run)] = step;
            yield return new SourceLoggedModel(SourceIds.OfLoggedModel(model.Id), Experiment(model.Experiment), model.Name)
            {
                ModelType = model.ModelType, Status = MlflowRules.ModelStatus(model.Status), RunId = model.Run is { Length: > 0 } made ? SourceIds.OfMlflow(made) : null, Params = model.Params, Tags = model.Tags,
                Outputs = outputs, Inputs = [.. model.Inputs.Select(SourceIds.OfMlflow)], Files = () => Files($"logged model {model.Id}", model.Files),
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
    public ValueTask DisposeAsync()
    {
        _zip.Dispose();
        return ValueTask.CompletedTask;
    }

    private SourceExperiment Experiment(string name) => _experiments.GetValueOrDefault(name) ?? new SourceExperiment(name);

    // What an entry says of its length is not to be trusted.
    private static async Task<byte[]> WholeAsync(Stream content, string file, CancellationToken stop)
    {
        using var whole = new MemoryStream();
        var block = new byte[1 << 16];
        int read;
        while ((read = await content.ReadAsync(block, stop)) > 0)
        {
            if (whole.Length + read > MostManifestBytes)
                throw new ImportException($"The manifest of {file} has more than {MostManifestBytes} bytes. Export fewer runs into one archive.");
            whole.Write(block, 0, read);
        }
        return whole.ToArray();
    }

    private IAsyncEnumerable<SourcePoint> PointsAsync(ArchiveRun run, CancellationToken stop) => LinesAsync(ArchiveManifest.PointsEntry(run.Id), run.Points.Sha256, PointJson.Read, stop);

    private async IAsyncEnumerable<MeasuredPoint> MeasuredAsync(ArchiveRun run, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var measured in LinesAsync(ArchiveManifest.MeasuredEntry(run.Id), run.Measured!.Sha256, MeasuredJson.Read, stop))
            yield return measured with { ModelId = SourceIds.OfLoggedModel(measured.ModelId) };
    }

    private async IAsyncEnumerable<T> LinesAsync<T>(string name, string digest, Func<string, T?> read, [EnumeratorCancellation] CancellationToken stop)
        where T : struct
    {
        if (_zip.GetEntry(name) is not { } entry || !Is(entry, digest, long.MaxValue))
        {
            _notes.LeaveOut(name, "is missing, damaged, or has another digest than the manifest says");
            yield break;
        }
        await using var stream = entry.Open();
        await foreach (var line in SourceLines.ReadAsync(stream, MostLine, stop))
        {
            if (line is not null && read(line) is { } item)
                yield return item;
            else
                _notes.LeaveOut(name, "lines that are no points");
        }
    }

    private IEnumerable<SourceFile> Files(string owner, IReadOnlyList<ArchiveFile> files)
    {
        foreach (var file in files)
        {
            var where = $"{owner}, {(file.Path.Length > 200 ? file.Path[..200] + "…" : file.Path)}";
            if (!ArtifactPath.IsValid(file.Path))
                _notes.LeaveOut(where, $"its path is not {ArtifactPath.Rule}");
            else if (_zip.GetEntry(ArchiveManifest.FileEntry(file.Sha256)) is not { } entry || entry.Length != file.Size)
                _notes.LeaveOut(where, "its content is missing or has another size than the manifest says");
            else
                yield return new SourceFile(file.Path, file.Size, () => Is(entry, file.Sha256, file.Size) ? entry.Open() : throw new InvalidDataException("its content is damaged or has another digest than the manifest says")) { Digest = file.Sha256 };
        }
    }

    // Whether an entry's content can be read and is what the manifest says; stops early when it is longer.
    private static bool Is(ZipArchiveEntry entry, string digest, long most)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var content = entry.Open();
            var block = new byte[1 << 16];
            int read;
            for (var size = 0L; (read = content.Read(block)) > 0;)
            {
                size += read;
                if (size > most)
                    return false;
                hash.AppendData(block, 0, read);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset()) == digest;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException)
        {
            return false;
        }
    }
}
