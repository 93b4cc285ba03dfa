using Quartz;

namespace Platform.Silo.Lanes;

/// <summary>
/// The lanes as the scheduler holds them: one durable job and at most one waiting trigger each. The scheduler's own ban on concurrent
/// firings of a job is not used: it would delay the recovery of a dead silo's lanes by a second detection cycle; attempts are
/// numbered and fence each other instead.
/// </summary>
public sealed class LaneQueue(ISchedulerFactory schedulers, TimeProvider time)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Makes sure that the lane waits for a slot; a lane that waits already keeps its place.</summary>
    /// <param name="since">Since when it counts as waiting; now if null.</param>
    public async Task EnsureAsync(WantedLane lane, DateTimeOffset? since = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var scheduler = await schedulers.GetScheduler(stop);
        var job = JobBuilder.Create<LaneJob>().WithIdentity(lane.Key.Job).StoreDurably().RequestRecovery().Build();
        await scheduler.AddJob(job, new AddJobOptions { Replace = true }, stop);
        await scheduler.ScheduleTrigger(TriggerOf(lane, since ?? time.GetUtcNow()), TriggerConflict.Keep, stop);
    }

    /// <summary>Puts a lane that has just run at the end of its queue.</summary>
    public Task RequeueAsync(WantedLane lane, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return RequeueAsync(lane.Key, TriggerOf(lane, time.GetUtcNow()), stop);
    }

    /// <summary>Puts a lane that was interrupted back to where it stood.</summary>
    public Task ReturnAsync(LaneKey key, ITrigger fired, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(fired);
        var since = QueuePosition.WaitingSince(fired.Priority, fired.StartTimeUtc, time.GetUtcNow());
        return RequeueAsync(key, TriggerOf(new WantedLane(key, fired.ExecutionGroup!, fired.Priority), since), stop);
    }

    /// <summary>
    /// Lets a lane whose work failed unexpectedly rest before it is tried again; it leaves its slot to others meanwhile. It is due at a real time, so behind all others: once it has
    /// rested, <see cref="LaneMender"/> moves it to where it belongs.
    /// </summary>
    public async Task RestAsync(LaneKey key, ITrigger fired, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(fired);
        await RequeueAsync(key, fired.GetTriggerBuilder().WithIdentity(key.Trigger).StartAt(time.GetUtcNow() + Rest).Build(), stop);
    }

    /// <summary>Replaces a waiting trigger by one of the lane's current priority that has waited as long.</summary>
    public async Task MoveAsync(WantedLane lane, TriggerHeader waiting, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(waiting);
        var scheduler = await schedulers.GetScheduler(stop);
        var now = time.GetUtcNow();
        var since = IsRecovery(waiting) ? QueuePosition.FirstOfItsPriority(now) : QueuePosition.WaitingSince(waiting.Priority, waiting.StartTimeUtc, now);
        await scheduler.RescheduleJob(waiting.Key, TriggerOf(lane, since), stop);
    }

    /// <summary>Takes one of several triggers of a lane away; the lane stays.</summary>
    public async Task DropAsync(TriggerHeader waiting, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        var scheduler = await schedulers.GetScheduler(stop);
        await scheduler.UnscheduleJob(waiting.Key, stop);
    }

    /// <summary>Forgets a lane. A firing that runs now is not stopped by this.</summary>
    /// <returns>False if a firing that ended, or another silo that forgot it, at the same moment was in the way: to be tried again.</returns>
    public async Task<bool> RemoveAsync(LaneKey key, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var scheduler = await schedulers.GetScheduler(stop);
        try
        {
            await scheduler.DeleteJob(key.Job, stop);
            return true;
        }
        catch (SchedulerException)
        {
            return false;
        }
    }

    /// <summary>Every lane that the scheduler knows, in the whole cluster.</summary>
    public async Task<IReadOnlyDictionary<LaneKey, HeldLane>> HeldAsync(CancellationToken stop = default)
    {
        var scheduler = await schedulers.GetScheduler(stop);
        // Firings first: a lane that queues again between the two reads is then seen at least once.
        var firings = await Pages.AllAsync(skip => scheduler.QueryFireInstances(new FireInstanceQuery { State = FireInstanceState.Executing, Skip = skip, Take = Pages.Size }, stop));
        var triggers = await Pages.AllAsync(skip => scheduler.QueryTriggers(new TriggerQuery { Skip = skip, Take = Pages.Size }, stop));
        var jobs = await Pages.AllAsync(skip => scheduler.QueryJobs(new JobQuery { Skip = skip, Take = Pages.Size }, stop));

        var running = firings.Select(f => f.JobKey?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var waiting = triggers.Where(t => t.NextFireTimeUtc is not null && t.State is not TriggerState.Complete).ToLookup(t => t.JobKey.Name, StringComparer.Ordinal);
        return jobs.Select(job => LaneKey.TryParse(job.Key.Name)).OfType<LaneKey>()
            .ToDictionary(key => key, key => new HeldLane(key, [.. waiting[key.ToString()]], running.Contains(key.ToString())));
    }

    /// <summary>True for a trigger that the scheduler made for a lane whose silo died: due when it was fired, so late in every queue.</summary>
    public static bool IsRecovery(TriggerHeader trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return trigger.Key.Group == SchedulerConstants.DefaultRecoveryGroup;
    }

    private async Task RequeueAsync(LaneKey key, ITrigger trigger, CancellationToken stop)
    {
        var scheduler = await schedulers.GetScheduler(stop);
        if (await scheduler.Exists(key.Job, stop))
            await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, stop);
    }

    private static ITrigger TriggerOf(WantedLane lane, DateTimeOffset since) => TriggerBuilder.Create()
        .WithIdentity(lane.Key.Trigger)
        .ForJob(lane.Key.Job)
        .WithExecutionGroup(lane.Group)
        .WithPriority(lane.Priority)
        .StartAt(QueuePosition.DueAt(lane.Priority, since))
        .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires)) // waiting for a slot is no misfire
        .Build();
}
