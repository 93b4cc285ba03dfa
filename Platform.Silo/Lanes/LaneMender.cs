using Microsoft.Extensions.Logging;
using Platform.Core.Journal;
using Quartz;

namespace Platform.Silo.Lanes;

/// <summary>Makes the scheduler agree with what lanes the journal wants. What the scheduler will not have of one lane keeps no other waiting.</summary>
public sealed class LaneMender(LaneQueue queue, ILogger<LaneMender> logger)
{
    // Lanes without trigger and firing in the pass before: one look may fall between two states of a lane that is fine.
    private HashSet<LaneKey> _missing = [];

    /// <summary>Mends the difference.</summary>
    /// <param name="wanted">What the journal wants.</param>
    /// <param name="held">What the scheduler holds.</param>
    /// <param name="asOf">The time just before that was read: a lane that rested until after it may have been fired since, and is left alone.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>False if it is worth another look soon.</returns>
    public async Task<bool> MendAsync(IReadOnlyDictionary<LaneKey, WantedLane> wanted, IReadOnlyDictionary<LaneKey, HeldLane> held, DateTimeOffset asOf, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(held);
        HashSet<LaneKey> missing = [];
        var mended = true;
        foreach (var (key, lane) in wanted)
            mended &= await TryAsync(lane, held.GetValueOrDefault(key), asOf, missing, stop);
        foreach (var key in held.Keys.Where(key => !wanted.ContainsKey(key)))
            mended &= await queue.RemoveAsync(key, stop);
        _missing = missing;
        return mended && missing.Count == 0;
    }

    // While the database is away every lane would fail alike: that ends the pass.
    private async Task<bool> TryAsync(WantedLane lane, HeldLane? there, DateTimeOffset asOf, HashSet<LaneKey> missing, CancellationToken stop)
    {
        try
        {
            await MendAsync(lane, there, asOf, missing, stop);
            return true;
        }
        catch (SchedulerException error) when (!Transient.IsTransient(error.GetBaseException()))
        {
            logger.LogWarning("Lane {Lane} could not be put where it belongs and is looked at again: {Error}", lane.Key, error.Message);
            return false;
        }
    }

    private async Task MendAsync(WantedLane lane, HeldLane? there, DateTimeOffset asOf, HashSet<LaneKey> missing, CancellationToken stop)
    {
        if (there is null || (IsMissing(there) && _missing.Contains(lane.Key)))
        {
            await queue.EnsureAsync(lane, stop: stop);
            return;
        }
        if (IsMissing(there))
            missing.Add(lane.Key);
        // A silo may die after its lane has queued again: the lane then has its own trigger and one of its recovery, and needs only one.
        var recovered = there.Waiting.Where(LaneQueue.IsRecovery).ToArray();
        var spare = there.Running || recovered.Length < there.Waiting.Count ? recovered : recovered[Math.Min(1, recovered.Length)..];
        foreach (var trigger in spare)
            await queue.DropAsync(trigger, stop);
        foreach (var trigger in there.Waiting.Except(spare).Where(trigger => IsToMove(lane, trigger, asOf)))
            await queue.MoveAsync(lane, trigger, stop);
    }

    private static bool IsMissing(HeldLane there) => there.Waiting.Count == 0 && !there.Running;

    private static bool IsToMove(WantedLane lane, TriggerHeader waiting, DateTimeOffset asOf)
    {
        if (!LaneQueue.IsRecovery(waiting) && QueuePosition.IsRealTime(waiting.Priority, waiting.StartTimeUtc, asOf))
            return waiting.StartTimeUtc <= asOf; // until then it rests
        return waiting.Priority != lane.Priority || LaneQueue.IsRecovery(waiting) || waiting.State == TriggerState.Error;
    }
}
