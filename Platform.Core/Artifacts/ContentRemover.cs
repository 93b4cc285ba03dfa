using Microsoft.Extensions.Logging;

namespace Platform.Core.Artifacts;

/// <summary>Deletes contents that nothing names any more. Any number of processes may do it at the same time. Thread-safe.</summary>
public sealed class ContentRemover(ArtifactStore store, ArtifactViews views, ILogger<ContentRemover> logger)
{
    private const int AtOnce = 1_000;

    /// <summary>Deletes those of the digests that no run and no logged model names, and that were not stored, nor stored again, since a moment.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> RemoveAsync(IEnumerable<string> digests, DateTimeOffset since, CancellationToken stop)
    {
        var removed = 0;
        foreach (var part in digests.Chunk(AtOnce))
        {
            var needed = await views.NeededAsync(part, stop);
            foreach (var digest in part.Where(digest => !needed.Contains(digest)))
                removed += await TryDeleteAsync(digest, since, stop) ? 1 : 0;
        }
        return removed;
    }

    // Out of sight first, then once more asked for: what came or was named meanwhile goes back.
    private async Task<bool> TryDeleteAsync(string digest, DateTimeOffset since, CancellationToken stop)
    {
        try
        {
            if (store.SetAside(digest) is not { } aside)
                return false;
            var spare = aside.LastWrite < since && !(await views.NeededAsync([digest], stop)).Contains(digest);
            store.Settle(aside, keep: !spare);
            return spare;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("The content {Digest} could not be deleted: {Error}", digest, error.Message);
            return false;
        }
    }
}
