using Microsoft.Extensions.Logging;
using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Checkpoints;

namespace Platform.Silo.Evaluations;

/// <summary>
/// What follows a completed sweep: checkpoints that a lost silo left behind are collected, then its best run is scored on the test set, once. Every silo may do
/// this; the journal keeps it from happening twice. The score is asked for last, for that takes the sweep off the list of those that are looked at.
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
            foreach (var trial in await views.UncollectedTrialsAsync(best.ExperimentId, stop))
                await collector.CollectAsync(await commands.LoadTrialAsync(trial, stop), stop);
            await TryScoreAsync(best, stop);
            _done.Add(best.ExperimentId);
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
            logger.LogInformation("The best run of sweep {Sweep} is not scored on the test set: {Reason}", best.ExperimentId, refused.Message);
        }
    }
}
