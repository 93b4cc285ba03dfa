using Microsoft.Net.Http.Headers;
using Platform.Core.Artifacts;
using Platform.Web.Security;
using Platform.Web.Tracking;

namespace Platform.Web.Api;

/// <summary>/tracking/files: files of runs and logged models for pages. Only images, sound and film have a type of their own, by their name; everything else is a download.</summary>
internal static class TrackingFileEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/tracking/files/{owner}/{**path}", ReadAsync).WithTags("Tracked runs").WithName("TrackedFile")
            .WithSummary("A file of a tracked run or logged model; ranges work; query: download").Produces<byte[]>(200, "application/octet-stream").Refuses(404);

    private static async Task<IResult> ReadAsync(string owner, string path, HttpRequest request, HttpResponse response, ArtifactViews artifacts, IArtifactStore store, CancellationToken cancellation)
    {
        if (owner.Contains('\0', StringComparison.Ordinal) || !ArtifactPath.IsValid(path) || await artifacts.FindAsync(owner, path, cancellation) is not { } file)
            throw new NotFoundException($"'{owner}' has no file '{(path.Length <= 100 ? path : path[..100] + "…")}'.");
        var content = store.Open(file.Digest) ?? throw new InvalidOperationException($"The content {file.Digest} of '{file.Path}' is missing from the artefact store.");
        response.Headers.CacheControl = "private, no-cache";
        SecurityHeaders.TreatAsFile(response.HttpContext); // an SVG opened by itself
        var tag = new EntityTagHeaderValue($"\"{file.Digest}\"");
        var shown = request.Query.ContainsKey("download") ? null : FileKinds.ShownType(path);
        return shown is not null
            ? Results.File(content, shown, lastModified: null, entityTag: tag, enableRangeProcessing: true)
            : Results.File(content, "application/octet-stream", path[(path.LastIndexOf('/') + 1)..], lastModified: null, entityTag: tag, enableRangeProcessing: true);
    }
}
