using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Silo.Lanes;
using Quartz;

namespace Platform.Silo.Retraining;

/// <summary>
/// The retrainings as the cluster's scheduler holds them: a job for each model that has a plan, with a cron trigger, and one that fires at once while somebody's
/// wish is open. The scheduler is one of its own, for in that of the lanes a firing would wait until every lane that waits has had its turn.
/// </summary>
public sealed class RetrainingTriggers([FromKeyedServices(RetrainingTriggers.Scheduler)] IScheduler scheduler, ILogger<RetrainingTriggers> logger)
{
    /// <summary>The name of the scheduler.</summary>
    public const string Scheduler = "retraining";

    /// <summary>The group of the triggers that wishes make.</summary>
    public const string Wishes = "wishes";

    private const string Schedules = "schedules";
    private const string Jobs = "models";

    /// <summary>Makes the scheduler agree with the journal. A firing that was missed while no silo ran is made up for once.</summary>
    /// <param name="wanted">Every model that has a plan or is being trained again.</param>
    /// <param name="stop">Ends it.</param>
    public async Task AgreeAsync(IReadOnlyList<RetrainingView> wanted, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        // Triggers before jobs, and both after the views were read: what was planned in between is seen by the next pass.
        var triggers = (await Pages.AllAsync(skip => scheduler.QueryTriggers(new TriggerQuery { Skip = skip, Take = Pages.Size }, stop))).ToDictionary(trigger => trigger.Key);
        var jobs = await Pages.AllAsync(skip => scheduler.QueryJobs(new JobQuery { Skip = skip, Take = Pages.Size }, stop));
        foreach (var view in wanted.Where(view => view.Scheduled is not null))
            await TryAgreeAsync(view, view.Scheduled!, triggers, stop);

        var planned = wanted.Where(view => view.Scheduled is not null).Select(view => view.Model).ToHashSet(StringComparer.Ordinal);
        foreach (var job in jobs.Where(job => job.Key.Group == Jobs && !planned.Contains(job.Key.Name)))
            await scheduler.DeleteJob(job.Key, stop);
    }

    // What the scheduler will not have of one model must not keep the others waiting.
    private async Task TryAgreeAsync(RetrainingView view, RetrainingScheduled scheduled, Dictionary<TriggerKey, TriggerHeader> held, CancellationToken stop)
    {
        try
        {
            await AgreeAsync(view, scheduled, held, stop);
            if (view.Requested is { } wish && !held.ContainsKey(new TriggerKey(view.Model, Wishes)))
                await ScheduleAsync(Of(view.Model, Wishes, Text(wish.At)).StartNow().Build(), view.Model, stop);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            logger.LogError(error, "The retraining of model {Model} could not be scheduled and is tried again.", view.Model);
        }
    }

    private async Task AgreeAsync(RetrainingView view, RetrainingScheduled scheduled, Dictionary<TriggerKey, TriggerHeader> held, CancellationToken stop)
    {
        var there = held.GetValueOrDefault(new TriggerKey(view.Model, Schedules));
        if (scheduled.Plan.Cron is not { } cron)
        {
            if (there is not null)
                await scheduler.UnscheduleJob(there.Key, stop);
            return;
        }

        var from = From(view, scheduled);
        var version = $"{Text(scheduled.At)} {cron}";
        if ((there?.Description == version && there.State != TriggerState.Error) || CronSchedule.Parse(cron).Next(from.AddSeconds(-1)) is null)
            return;
        var trigger = Of(view.Model, Schedules, version)
            .StartAt(from)
            .WithCronSchedule(cron, quartz => quartz.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        await ScheduleAsync(trigger, view.Model, stop);
    }

    // From when on firings count: since the plan was made, or since the last one that was answered.
    private static DateTimeOffset From(RetrainingView view, RetrainingScheduled scheduled)
    {
        var answered = view.Past.Select(past => past.Occasion).Append(view.Running?.Occasion).Where(occasion => occasion is { Asked: false }).Select(occasion => occasion!.Due);
        return answered.Select(due => due.AddSeconds(1)).Append(scheduled.At).Max();
    }

    private async Task ScheduleAsync(ITrigger trigger, string model, CancellationToken stop)
    {
        var job = JobBuilder.Create<RetrainingJob>().WithIdentity(model, Jobs).StoreDurably().RequestRecovery().Build();
        await scheduler.AddJob(job, new AddJobOptions { Replace = true }, stop);
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, stop);
    }

    private static TriggerBuilder<RetrainingJob> Of(string model, string group, string description) =>
        TriggerBuilder.Create<RetrainingJob>().WithIdentity(model, group).ForJob(new JobKey(model, Jobs)).WithDescription(description);

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}
