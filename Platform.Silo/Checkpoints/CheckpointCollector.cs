using Microsoft.Extensions.Logging;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Trials;

namespace Platform.Silo.Checkpoints;

/// <summary>
/// Deletes the checkpoints that nothing refers to any more, then records it. If the silo dies in between, the next collection finds
/// the same digests spare, deletes nothing twice and records them.
/// </summary>
public sealed class CheckpointCollector(
    PlatformCommands commands, CheckpointReferences references, CheckpointStore store, TimeProvider time, ILogger<CheckpointCollector> logger)
{
    // A running trial collects now and then, an ended one at once: an event for every epoch would double the journal.
    private const int WorthAnEvent = 8;

    public async Task CollectAsync(Trial trial, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var spare = CheckpointRetention.Spare(trial);
        if (spare.Count == 0 || (!trial.HasEnded && spare.Count < WorthAnEvent))
            return;
        var kept = await references.AmongAsync(spare, stop);
        var collected = spare.Where(digest => !kept.Contains(digest) && TryDelete(trial.Id, digest)).ToArray();
        // What is deleted is recorded even if the run is being stopped: it would be looked for in vain when the run goes on.
        if (collected.Length > 0)
            await commands.ApplyAsync(trial.Id, new CollectCheckpoints(collected, time.GetUtcNow()), stop: CancellationToken.None);
    }

    // A file that cannot be deleted costs space and nothing else; it stays spare and is tried again.
    private bool TryDelete(string trialId, string digest)
    {
        try
        {
            store.Delete(digest);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("Trial {Trial}: checkpoint {Digest} could not be deleted: {Error}", trialId, digest, error.Message);
            return false;
        }
    }
}
