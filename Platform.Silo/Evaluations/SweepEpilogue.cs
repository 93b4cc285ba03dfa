using Platform.Core.Commands;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Checkpoints;

namespace Platform.Silo.Evaluations;

/// <summary>
/// What follows a completed sweep: its best run is scored on the test set, once, and checkpoints that a lost silo left behind are
/// collected. Every silo may do this; the journal keeps it from happening twice.
/// </summary>
public sealed class SweepEpilogue(PlatformCommands commands, PlatformViews views, CheckpointCollector collector, TimeProvider time)
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken stop)
    {
        foreach (var best in await views.BestTrialsToEvaluateAsync(stop))
        {
            if (_done.Contains(best.ExperimentId))
                continue;
            var once = $"test-evaluation-of-sweep-{best.ExperimentId}"; // one that failed is repeated by people only
            await commands.ApplyAsync(best.Id, new RequestTestEvaluation("platform", time.GetUtcNow()), once, stop);
            foreach (var trial in await views.TrialsOfAsync(best.ExperimentId, stop))
                await collector.CollectAsync(await commands.LoadTrialAsync(trial.Id, stop), stop);
            _done.Add(best.ExperimentId);
        }
    }
}
