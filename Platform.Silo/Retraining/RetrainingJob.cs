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
        catch (Exception error) when (error is JournalUnavailableException || Transient.IsOfTheDatabase(error))
        {
            // A firing that ends here would be lost until the schedule's next time.
            await Task.Delay(Pause, cancellationToken);
            throw new JobExecutionException($"The database did not answer: {error.Message}", error) { RefireImmediately = true };
        }
    }

    // Schedules count in whole seconds; a firing that is repeated after its silo was lost has the time at which it was first fired.
    private static DateTimeOffset DueOf(IJobExecutionContext context)
    {
        var due = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        return due.AddTicks(-(due.Ticks % TimeSpan.TicksPerSecond));
    }
}
