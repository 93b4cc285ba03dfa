using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Trials;

namespace Platform.Silo.Checkpoints;

/// <summary>
/// Deletes the checkpoints that nothing refers to any more, then records it. If the silo dies in between, the next collection finds
/// the same digests spare, deletes nothing twice and records them.
/// </summary>
public sealed class CheckpointCollector(PlatformCommands commands, CheckpointReferences references, CheckpointStore store, TimeProvider time)
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
        var collected = spare.Where(digest => !kept.Contains(digest)).ToArray();
        if (collected.Length == 0)
            return;
        foreach (var digest in collected)
            store.Delete(digest);
        await commands.ApplyAsync(trial.Id, new CollectCheckpoints(collected, time.GetUtcNow()), stop: stop);
    }
}
