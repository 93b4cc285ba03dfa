using Quartz;

namespace Platform.Silo.Retraining;

/// <summary>A model's retraining is due, or somebody asked for it.</summary>
[DisallowConcurrentExecution]
public sealed class RetrainingJob(RetrainingStart start) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var trigger = context.Recovering ? context.RecoveringTriggerKey : context.Trigger.Key;
        await start.AnswerAsync(context.JobDetail.Key.Name, trigger?.Group == RetrainingTriggers.Wishes ? null : DueOf(context), cancellationToken);
    }

    // Schedules count in whole seconds; a firing that is repeated after its silo was lost has the time at which it was first fired.
    private static DateTimeOffset DueOf(IJobExecutionContext context)
    {
        var due = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        return due.AddTicks(-(due.Ticks % TimeSpan.TicksPerSecond));
    }
}
