using Microsoft.Net.Http.Headers;
using Platform.Core.Checkpoints;

namespace Platform.Web.Api;

/// <summary>Sends checkpoint files: by content, so a client may keep them and ask whether they changed, and as a download that no browser interprets.</summary>
internal static class CheckpointFiles
{
    public const string ContentType = "application/octet-stream";

    /// <exception cref="NotFoundException">The file is not there any more.</exception>
    public static IResult Download(HttpResponse response, CheckpointStore store, string digest, string fileName)
    {
        try
        {
            var file = new FileStream(store.PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            response.Headers.CacheControl = "private, no-cache";
            return Results.File(file, ContentType, fileName, entityTag: new EntityTagHeaderValue($"\"{digest}\""), enableRangeProcessing: true);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotFoundException($"The checkpoint {digest} is not kept any more: only last, best, registered and reproduced ones are. Reproduce the run to get it again.");
        }
    }
}
