using System.Globalization;
using Platform.Core.Journal;
using Quartz;

namespace Platform.Silo.Retraining;

/// <summary>A model's retraining is due, or somebody asked for it.</summary>
[DisallowConcurrentExecution]
public sealed class RetrainingJob(RetrainingStart start) : IJob
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var trigger = context.Recovering ? context.RecoveringTriggerKey : context.Trigger.Key;
        try
        {
            await start.AnswerAsync(context.JobDetail.Key.Name, trigger?.Group == RetrainingTriggers.Wishes ? null : DueOf(context), cancellationToken);
        }
        catch (Exception error) when (error is JournalUnavailableException or VersionConflictException || Transient.IsOfTheDatabase(error))
        {
            // A firing that ends here would be lost until the schedule's next time.
            await Task.Delay(Pause, cancellationToken);
            throw new JobExecutionException($"The database did not answer: {error.Message}", error) { RefireImmediately = true };
        }
    }

    /// <summary>When the firing was due, in whole seconds, in which schedules count; for one that is repeated because its silo was lost, when the lost one was.</summary>
    public static DateTimeOffset DueOf(IJobExecutionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // The trigger that a lost firing is repeated by is itself due when that one was fired, which may have been late.
        var due = context.Recovering
            && DateTimeOffset.TryParse(context.MergedJobDataMap.GetString(SchedulerConstants.FailedJobOriginalTriggerScheduledFireTime), CultureInfo.InvariantCulture, out var first)
            ? first
            : context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        return due.AddTicks(-(due.Ticks % TimeSpan.TicksPerSecond));
    }
}
