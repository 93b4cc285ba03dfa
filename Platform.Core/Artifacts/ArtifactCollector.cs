using Microsoft.Extensions.Logging;
using Platform.Core.Tracking;

namespace Platform.Core.Artifacts;

/// <summary>
/// Frees the space of files that nothing needs any more: those of runs that were deleted long ago are taken off the runs, by events; then contents to
/// which no run and no logged model refers are deleted, and uploads in parts that nobody went on with. Any number of processes may do it at the same time. If one dies in between, the next
/// collection goes on where it stopped.
/// </summary>
public sealed class ArtifactCollector(ArtifactStore store, ArtifactViews views, ContentRemover remover, TrackingStore runs, TimeProvider time, ILogger<ArtifactCollector> logger)
{
    /// <summary>Collects once.</summary>
    /// <param name="keepDeleted">How long a deleted run keeps its files, so that it can be restored whole. A run that a version of a registered model or a logged model came from keeps them for ever.</param>
    /// <param name="grace">How long a content that nothing refers to stays: an upload lies in the store before its name is recorded.</param>
    /// <param name="stop">Ends it between two steps.</param>
    /// <returns>How many files were taken off deleted runs, and how many contents were deleted.</returns>
    public async Task<(int Files, int Contents)> CollectAsync(TimeSpan keepDeleted, TimeSpan grace, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var files = await TakeFilesAsync(now - keepDeleted, now, stop);
        var contents = await remover.RemoveAsync(store.UntouchedSince(now - grace), now - grace, stop);
        var uploads = new ArtifactUploads(store).Clear(now - grace);
        if (uploads > 0)
            logger.LogInformation("Cleared {Uploads} uploads in parts that nobody went on with.", uploads);
        if (files + contents > 0)
            logger.LogInformation("Collected {Files} files of deleted runs, and {Contents} contents that nothing refers to.", files, contents);
        return (files, contents);
    }

    // A batch after the other, until one has room left.
    private async Task<int> TakeFilesAsync(DateTimeOffset deletedBefore, DateTimeOffset now, CancellationToken stop)
    {
        for (var files = 0; ;)
        {
            var batch = await views.OfRunsDeletedBeforeAsync(deletedBefore, stop);
            var taken = 0;
            foreach (var run in batch.GroupBy(file => file.Owner, file => file.Path, StringComparer.Ordinal))
            {
                string[] paths = [.. run];
                // Whoever restored the run meanwhile was first: it keeps its files.
                if ((await runs.ApplyAsync(run.Key, new CollectArtifacts(paths) { At = now }, commandId: null, stop)).Lifecycle == Lifecycle.Deleted)
                    taken += paths.Length;
            }
            files += taken;
            if (batch.Count < ArtifactViews.MostOwned || taken == 0)
                return files;
        }
    }
}
