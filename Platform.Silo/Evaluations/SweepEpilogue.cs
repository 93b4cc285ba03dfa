using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Checkpoints;
using Platform.Silo.Trials;

namespace Platform.Silo.Evaluations;

/// <summary>
/// What follows a completed sweep: checkpoints that a lost silo left behind are collected, then its best run is scored on the test set, once. Every silo may do
/// this; the journal keeps it from happening twice. The score is asked for last, for that takes the sweep off the list of those that are looked at. What goes wrong with one sweep
/// keeps no other waiting; while the database is away every one would fail alike, and that ends the look.
/// </summary>
public sealed class SweepEpilogue(PlatformCommands commands, PlatformViews views, CheckpointCollector collector, TimeProvider time, ILogger<SweepEpilogue> logger)
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken stop)
    {
        foreach (var best in await views.BestTrialsToEvaluateAsync(stop))
        {
            if (_done.Contains(best.ExperimentId))
                continue;
            try
            {
                foreach (var trial in await views.UncollectedTrialsAsync(best.ExperimentId, stop))
                    await TryCollectAsync(trial, stop);
                await TryScoreAsync(best, stop);
                _done.Add(best.ExperimentId);
            }
            catch (Exception error) when (IsOfThisOne(error))
            {
                logger.LogWarning("Sweep {Sweep} could not be looked after and is looked at again: {Error}", best.ExperimentId, error.Message);
            }
        }
    }

    private static bool IsOfThisOne(Exception error) => error is not OperationCanceledException && !Faults.PassesByItself(error);

    // Checkpoints that stay cost space; that nobody learns the score would cost more.
    private async Task TryCollectAsync(string trial, CancellationToken stop)
    {
        try
        {
            await collector.CollectAsync(await commands.LoadTrialAsync(trial, stop), stop);
        }
        catch (Exception error) when (IsOfThisOne(error))
        {
            logger.LogWarning("Trial {Trial}: checkpoints that nothing refers to could not be collected and stay: {Error}", trial, error.Message);
        }
    }

    // A run without a checkpoint, such as one brought in from elsewhere, has nothing to score; the sweeps after it must not wait for it.
    private async Task TryScoreAsync(TrialView best, CancellationToken stop)
    {
        var once = $"test-evaluation-of-sweep-{best.ExperimentId}"; // one that failed is repeated by people only
        try
        {
            await commands.ApplyAsync(best.Id, new RequestTestEvaluation("platform", time.GetUtcNow()), once, stop);
        }
        catch (RuleViolation refused)
        {
            logger.LogInformation("The best trial of sweep {Sweep} is not scored on the test set: {Reason}", best.ExperimentId, refused.Message);
        }
    }
}
