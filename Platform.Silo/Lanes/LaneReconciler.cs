using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Core.Journal;
using Platform.Core.Views;
using Platform.Silo.Reproductions;
using Platform.Silo.Trials;

namespace Platform.Silo.Lanes;

/// <summary>
/// Compares what the journal wants with what the scheduler holds and with what this silo trains, and mends the difference: at start,
/// when the journal has grown, and every few seconds. A notification is only a hint; nothing is lost with it.
/// </summary>
public sealed class LaneReconciler(
    JournalNotifications notifications, LaneChanges changes, PlatformViews views, LaneQueue queue, LaneMender mender, RunningTrials running, TrialInterrupter interrupter, ReproductionVerdicts verdicts,
    DatasetWarmer warmer, TimeProvider time, ILogger<LaneReconciler> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!running.Stopping)
            {
                var seen = notifications.LastSequence;
                var settled = await TryPassAsync(stoppingToken);
                await Task.Delay(Breath, time, stoppingToken); // many events at once are one pass
                await changes.WaitAsync(seen, settled ? Look : LookAgain, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The reconciler ends with its silo.");
        }
    }

    private async Task<bool> TryPassAsync(CancellationToken stop)
    {
        try
        {
            return await PassAsync(stop);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            logger.LogWarning("Reconciling lanes failed and is repeated: {Error}", error.Message);
            return true; // not sooner than usual: the database may be away
        }
    }

    // Answers whether scheduler and journal agree now; if not, it is worth another look soon.
    private async Task<bool> PassAsync(CancellationToken stop)
    {
        // What is held is read before what is wanted: a lane made in between is then never taken for one too many.
        var asOf = time.GetUtcNow();
        var held = await queue.HeldAsync(stop);
        var experiments = await views.ActiveExperimentsAsync(stop);
        var unfinished = await views.UnfinishedTrialsAsync(stop);
        await interrupter.InterruptAsync(experiments, unfinished, stop); // first: a paused sweep's slots are wanted back at once
        var toJudge = await views.TrialsToJudgeAsync(stop);
        var wanted = WantedLanes.Of(experiments, unfinished, toJudge);
        var settled = await mender.MendAsync(wanted, held, asOf, stop);
        warmer.Warm(experiments);
        await verdicts.OfCancelledAsync(toJudge, stop);
        return settled;
    }
}
