using Microsoft.Extensions.Logging;
using Platform.Core.Commands;
using Platform.Silo.Reproductions;
using Quartz;

namespace Platform.Silo.Lanes;

/// <summary>One firing of a lane: does one thing, then gives the slot up and queues again.</summary>
public sealed class LaneJob(
    SweepLane sweeps, ReproductionLane reproductions, LaneQueue queue, PlatformCommands commands, ILogger<LaneJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (LaneKey.TryParse(context.JobDetail.Key.Name) is not { } key)
            return;
        try
        {
            var step = await FireAsync(key);
            await SettleAsync(key, step, context.Trigger);
        }
        catch (Exception error)
        {
            logger.LogError(error, "Lane {Lane} could not do its work and is tried again later.", key);
            await TryRestAsync(key, context.Trigger);
        }
    }

    private async Task TryRestAsync(LaneKey key, ITrigger trigger)
    {
        try
        {
            await queue.RestAsync(key, trigger);
        }
        catch (SchedulerException error)
        {
            logger.LogWarning("Lane {Lane} could not be queued and is left to the reconciler: {Error}", key, error.Message);
        }
    }

    private Task<LaneStep> FireAsync(LaneKey key) => key.Kind == LaneKind.Sweep ? sweeps.FireAsync(key) : reproductions.FireAsync(key.Subject);

    private async Task SettleAsync(LaneKey key, LaneStep step, ITrigger trigger)
    {
        switch (step)
        {
            case LaneStep.Next:
                var experiment = await commands.LoadExperimentAsync(key.Subject); // its priority may have changed meanwhile
                await queue.RequeueAsync(new WantedLane(key, trigger.ExecutionGroup!, experiment.Priority));
                break;
            case LaneStep.HandBack:
                await queue.ReturnAsync(key, trigger);
                break;
            case LaneStep.Done:
                await queue.RemoveAsync(key);
                break;
        }
    }
}
