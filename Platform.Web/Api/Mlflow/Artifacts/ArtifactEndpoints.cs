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
    IArtifactStore files, ArtifactViews artifacts, TrackingStore runs, TrackingViews views, LoggedModelStore models, LoggedModelViews modelViews, IConfiguration configuration,
    TimeProvider time)
{
    /// <summary>The setting that bounds an upload, in bytes.</summary>
    public const string MaxBytesKey = "Tracking:MaxArtifactBytes";

    private const long DefaultMaxBytes = 64L << 30;

    private long MaxBytes => configuration.GetValue(MaxBytesKey, DefaultMaxBytes);

    public void MapProxy(MlflowRoutes routes)
    {
        routes.Raw("PUT", "artifacts/", UploadAsync);
        routes.Raw("GET", "artifacts/", DownloadAsync);
        routes.Raw("DELETE", "artifacts/", DeleteAsync);
        routes.Raw("GET", "artifacts", ListBelowAsync);
        foreach (var step in new[] { "create", "complete", "abort" })
            routes.Raw("POST", $"mpu/{step}/", _ => throw MlflowException.NotImplemented("Multipart upload is not supported for the current artifact repository: send the file with PUT."));
        routes.Raw("GET", "presigned/", _ => throw MlflowException.NotImplemented("Presigned downloads are not supported here: get the file itself; ranges work."));
    }

    public void Map(MlflowRoutes routes) => routes.Add("GET", "artifacts/list", ListAsync);

    private async Task UploadAsync(MlflowCall call)
    {
        var address = await RequireAsync(ArtifactAddress.Parse(call.Tail), writing: true, call.Stop);
        if (address.Path.Length == 0)
            throw MlflowException.Invalid("The address names no file; give a path below artifacts/.");
        var request = call.Context.Request;
        if (request.ContentLength > MaxBytes)
            throw MlflowException.TooLarge(MaxBytes);
        if (call.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
            bound.MaxRequestBodySize = MaxBytes;
        StoredArtifact stored;
        try
        {
            stored = await files.SaveAsync(request.Body, MaxBytes, call.Stop);
        }
        catch (ArtifactTooLargeException)
        {
            throw MlflowException.TooLarge(MaxBytes);
        }

        if (address.IsModel)
            await models.ApplyAsync(address.Owner, new StoreModelFile(address.Path, stored.Digest, stored.Size) { At = time.GetUtcNow() }, call.Stop);
        else
            await runs.ApplyAsync(address.Owner, new LogArtifact(address.Path, stored.Digest, stored.Size) { At = time.GetUtcNow() }, commandId: null, call.Stop);
        await MlflowAnswer.EmptyAsync(call.Context);
    }

    private async Task DownloadAsync(MlflowCall call)
    {
        var address = await RequireAsync(ArtifactAddress.Parse(call.Tail), writing: false, call.Stop);
        var file = address.Path.Length == 0 ? null : await artifacts.FindAsync(address.Owner, address.Path, call.Stop);
        if (file is null)
            throw MlflowException.Missing($"There is no file {MlflowException.Shorten(address.Path)} at {MlflowException.Shorten(address.Root)}.");
        var content = files.Open(file.Digest)
            ?? throw new InvalidOperationException($"The content {file.Digest} of '{file.Path}' is missing from the artefact store.");
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        await Results.File(content, "application/octet-stream", name, lastModified: null, new EntityTagHeaderValue($"\"{file.Digest}\""), enableRangeProcessing: true)
            .ExecuteAsync(call.Context);
    }

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
        var address = await RequireAsync(ArtifactAddress.Parse(path), writing: false, call.Stop);
        var level = ArtifactTree.Level(await artifacts.ListAsync(address.Owner, address.Path, call.Stop), address.Path);
        await MlflowAnswer.WriteAsync(call.Context, writer => ArtifactTree.Write(writer, level, ""));
    }

    private async Task ListAsync(MlflowCall call)
    {
        var id = call.RunId();
        var folder = Folder(call.Text("path"));
        var run = await views.RunAsync(id, call.Stop) ?? throw MlflowException.Missing($"Run with id={id} not found");
        await ListAsync(call, run.ArtifactUri, id, folder);
    }

    /// <summary>Lists the files of a logged model.</summary>
    public async Task ListModelAsync(MlflowCall call, string id)
    {
        var folder = Folder(call.Text("artifact_directory_path"));
        var model = await modelViews.ModelAsync(id, call.Stop) is { Deleted: false } found ? found : throw MlflowException.Missing($"Logged model with id={id} not found");
        await ListAsync(call, model.ArtifactUri, id, folder);
    }

    private async Task ListAsync(MlflowCall call, string root, string owner, string folder)
    {
        var level = ArtifactTree.Level(await artifacts.ListAsync(owner, folder, call.Stop), folder);
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

    // The address, once it is known to be its owner's. Files of what is deleted can still be read.
    private async Task<ArtifactAddress> RequireAsync(ArtifactAddress address, bool writing, CancellationToken stop)
    {
        if (address.IsModel)
        {
            var model = await modelViews.ModelAsync(address.Owner, stop);
            if (model is null || !address.IsAt(model.ArtifactUri))
                throw Missing();
            return writing && model.Deleted ? throw MlflowException.Invalid($"The logged model {address.Owner} is deleted.") : address;
        }

        var run = await views.RunAsync(address.Owner, stop);
        if (run is null || !address.IsAt(run.ArtifactUri))
            throw Missing();
        return writing && run.Lifecycle == Lifecycle.Deleted ? throw new RunNotActiveException(address.Owner) : address;

        MlflowException Missing() => MlflowException.Missing($"There is no run or logged model whose files lie at {MlflowException.Shorten(address.Root)}.");
    }
}
