using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Silo.Trials;
using Quartz;

namespace Platform.Silo.Startup;

/// <summary>
/// The first thing to happen at shutdown, while scheduler and database still serve: accept nothing more, interrupt the trials between
/// two batches, and wait until each is given back and its lane is queued for another silo.
/// </summary>
public sealed class OrderlyStop(ISchedulerFactory schedulers, RunningTrials running, TimeProvider time, ILogger<OrderlyStop> logger) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        running.StopAll();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var scheduler = await schedulers.GetScheduler(limit.Token); // refused if the scheduler never came up
            await scheduler.Standby(limit.Token);
            await FiringsEndAsync(scheduler, limit.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or SchedulerException or NpgsqlException)
        {
            logger.LogWarning("Not every trial could be given back; the others are recovered as from a lost silo: {Error}", error.Message);
        }
    }

    private async Task FiringsEndAsync(IScheduler scheduler, CancellationToken stop)
    {
        var mine = new FireInstanceQuery { SchedulerInstanceId = scheduler.SchedulerInstanceId, State = FireInstanceState.Executing, Take = 1 };
        while ((await scheduler.QueryFireInstances(mine, stop)).Items.Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(25), time, stop);
    }
}
