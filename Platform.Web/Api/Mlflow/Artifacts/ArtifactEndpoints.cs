using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Platform.Core.Artifacts;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>
/// mlflow-artifacts/…: files of runs and logged models through this server, and artifacts/list. An upload is streamed into the store; its
/// name is recorded once the content lies there whole and durable.
/// </summary>
internal sealed class ArtifactEndpoints(
    IArtifactStore files, ArtifactViews artifacts, TrackingStore runs, TrackingViews views, LoggedModelStore models, LoggedModelViews modelViews, TrialFiles trials,
    IConfiguration configuration, TimeProvider time)
{
    /// <summary>The setting that bounds an upload, in bytes.</summary>
    public const string MaxBytesKey = "Tracking:MaxArtifactBytes";

    private const long DefaultMaxBytes = 64L << 30;

    /// <summary>Most bytes of a file.</summary>
    public long MaxBytes => configuration.GetValue(MaxBytesKey, DefaultMaxBytes);

    public void MapProxy(MlflowRoutes routes)
    {
        routes.Raw("PUT", "artifacts/", UploadAsync);
        routes.Raw("GET", "artifacts/", DownloadAsync);
        routes.Raw("DELETE", "artifacts/", DeleteAsync);
        routes.Raw("GET", "artifacts", ListBelowAsync);
    }

    public void Map(MlflowRoutes routes) => routes.Add("GET", "artifacts/list", ListAsync);

    private async Task UploadAsync(MlflowCall call)
    {
        var address = await RequireAsync(ArtifactAddress.Parse(call.Tail), writing: true, call.Stop);
        if (address.Path.Length == 0)
            throw MlflowException.Invalid("The address names no file; give a path below artifacts/.");
        Allow(call.Context);
        StoredArtifact stored;
        try
        {
            stored = await files.SaveAsync(call.Context.Request.Body, MaxBytes, call.Stop);
        }
        catch (ArtifactTooLargeException)
        {
            throw MlflowException.TooLarge(MaxBytes);
        }

        await RecordAsync(address, stored, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    /// <summary>Lets a request have as many bytes as a file may have.</summary>
    /// <exception cref="MlflowException">It says that it has more.</exception>
    public void Allow(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBytes)
            throw MlflowException.TooLarge(MaxBytes);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
            bound.MaxRequestBodySize = MaxBytes;
    }

    /// <summary>Records a file that lies whole in the store.</summary>
    public async Task RecordAsync(ArtifactAddress address, StoredArtifact stored, CancellationToken stop)
    {
        if (address.IsModel)
            await models.ApplyAsync(address.Owner, new StoreModelFile(address.Path, stored.Digest, stored.Size) { At = time.GetUtcNow() }, stop);
        else
            await runs.ApplyAsync(address.Owner, new LogArtifact(address.Path, stored.Digest, stored.Size) { At = time.GetUtcNow() }, commandId: null, stop);
    }

    /// <summary>A file that can be read.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public async Task<ArtifactFile> FindAsync(ArtifactAddress address, CancellationToken stop) => (await ResolveAsync(address, stop)).File;

    private async Task<(ArtifactFile File, Func<Stream> Open)> ResolveAsync(ArtifactAddress address, CancellationToken stop)
    {
        if (await TrialAsync(address, stop) is { } trial)
            return trial.Files.TryGetValue(address.Path, out var found) ? found : throw Missing(address);
        await RequireAsync(address, writing: false, stop);
        if (address.Path.Length == 0 || await artifacts.FindAsync(address.Owner, address.Path, stop) is not { } file)
            throw Missing(address);
        return (file, () => files.Open(file.Digest) ?? throw new InvalidOperationException($"The content {file.Digest} of '{file.Path}' is missing from the artefact store."));
    }

    private async Task DownloadAsync(MlflowCall call)
    {
        var (file, open) = await ResolveAsync(ArtifactAddress.Parse(call.Tail), call.Stop);
        var content = Open(open, file);
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        await Results.File(content, "application/octet-stream", name, lastModified: null, new EntityTagHeaderValue($"\"{file.Digest}\""), enableRangeProcessing: true)
            .ExecuteAsync(call.Context);
    }

    private static MlflowException Missing(ArtifactAddress address) =>
        MlflowException.Missing($"There is no file {MlflowException.Shorten(address.Path)} at {MlflowException.Shorten(address.Root)}.");

    // A trial's checkpoint may be collected in this moment.
    private static Stream Open(Func<Stream> open, ArtifactFile file)
    {
        try
        {
            return open();
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw MlflowException.Missing($"The file {MlflowException.Shorten(file.Path)} is not kept any more.");
        }
    }

    // The files of a trial of a sweep; null for all other addresses.
    private async Task<TrialFolder?> TrialAsync(ArtifactAddress address, CancellationToken stop) =>
        !address.IsModel && await trials.FolderAsync(address.Owner, stop) is { } found && address.IsAt(found.Uri) ? found : null;

    private async Task DeleteAsync(MlflowCall call)
    {
        var address = await RequireAsync(ArtifactAddress.Parse(call.Tail), writing: true, call.Stop);
        var below = await artifacts.ListAsync(address.Owner, address.Path, call.Stop);
        var own = address.Path.Length == 0 ? null : await artifacts.FindAsync(address.Owner, address.Path, call.Stop);
        foreach (var file in own is null ? below : [.. below, own])
        {
            if (address.IsModel)
                await models.ApplyAsync(address.Owner, new RemoveModelFile(file.Path) { At = time.GetUtcNow() }, call.Stop);
            else
                await runs.ApplyAsync(address.Owner, new RemoveArtifact(file.Path) { At = time.GetUtcNow() }, commandId: null, call.Stop);
        }

        await MlflowAnswer.EmptyAsync(call.Context);
    }

    // For a path that is a file MLflow's server answers {}.
    private async Task ListBelowAsync(MlflowCall call)
    {
        var path = call.Required("path");
        var address = ArtifactAddress.Parse(path);
        var found = await TrialAsync(address, call.Stop);
        if (found is null)
            await RequireAsync(address, writing: false, call.Stop);
        var level = ArtifactTree.Level(found?.Below(address.Path) ?? await artifacts.ListAsync(address.Owner, address.Path, call.Stop), address.Path);
        await MlflowAnswer.WriteAsync(call.Context, writer => ArtifactTree.Write(writer, level, ""));
    }

    private async Task ListAsync(MlflowCall call)
    {
        var id = call.RunId();
        var folder = Folder(call.Text("path"));
        if (await views.RunAsync(id, call.Stop) is { } run)
        {
            await ListAsync(call, run.ArtifactUri, await artifacts.ListAsync(id, folder, call.Stop), folder);
            return;
        }
        var trial = await trials.FolderAsync(id, call.Stop) ?? throw MlflowException.Missing($"Run with id={id} not found");
        await ListAsync(call, trial.Uri, trial.Below(folder), folder);
    }

    /// <summary>Lists the files of a logged model.</summary>
    public async Task ListModelAsync(MlflowCall call, string id)
    {
        var folder = Folder(call.Text("artifact_directory_path"));
        var model = await modelViews.ModelAsync(id, call.Stop) is { Deleted: false } found ? found : throw MlflowException.Missing($"Logged model with id={id} not found");
        await ListAsync(call, model.ArtifactUri, await artifacts.ListAsync(id, folder, call.Stop), folder);
    }

    private static async Task ListAsync(MlflowCall call, string root, IReadOnlyList<ArtifactFile> below, string folder)
    {
        var level = ArtifactTree.Level(below, folder);
        await MlflowAnswer.WriteAsync(call.Context, writer =>
        {
            writer.WriteString("root_uri", root);
            ArtifactTree.Write(writer, level, folder);
        });
    }

    private static string Folder(string? path)
    {
        path = path?.TrimEnd('/');
        return string.IsNullOrEmpty(path) ? "" : ArtifactAddress.Check(path, "path");
    }

    /// <summary>The address, once it is known to be its owner's. Files of what is deleted can still be read.</summary>
    /// <exception cref="MlflowException">Nothing has files there, or what has them is deleted and takes no more.</exception>
    public async Task<ArtifactAddress> RequireAsync(ArtifactAddress address, bool writing, CancellationToken stop)
    {
        if (address.IsModel)
        {
            var model = await modelViews.ModelAsync(address.Owner, stop);
            if (model is null || !address.IsAt(model.ArtifactUri))
                throw Nothing();
            return writing && model.Deleted ? throw MlflowException.Invalid($"The logged model {address.Owner} is deleted.") : address;
        }

        var run = await views.RunAsync(address.Owner, stop);
        if (run is null && writing && await trials.FolderAsync(address.Owner, stop) is not null)
            throw new TrackingNotFoundException("run", address.Owner); // a trial's: says that its files can only be read
        if (run is null || !address.IsAt(run.ArtifactUri))
            throw Nothing();
        return writing && run.Lifecycle == Lifecycle.Deleted ? throw new RunNotActiveException(address.Owner) : address;

        MlflowException Nothing() => MlflowException.Missing($"There is no run or logged model whose files lie at {MlflowException.Shorten(address.Root)}.");
    }
}
