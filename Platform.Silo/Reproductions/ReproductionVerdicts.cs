using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Silo.Reproductions;

/// <summary>Records how ended reproductions compare with their originals. Doing it twice changes nothing.</summary>
public sealed class ReproductionVerdicts(PlatformCommands commands, PlatformViews views, ReproducedEnvironments environments, TimeProvider time)
{
    /// <summary>Compares a reproduction that has ended. The verdict is recorded last: until it is there, the reproduction counts as open.</summary>
    public async Task RecordAsync(Trial reproduction, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(reproduction);
        var original = await commands.LoadTrialAsync(reproduction.ReproducesTrialId!, stop);
        var (then, now) = (await environments.OfAsync(original.Id, stop), await environments.OfAsync(reproduction.Id, stop));
        var reason = (await views.TrialAsync(reproduction.Id, stop))?.EndReason;
        var verdict = ReproductionJudge.Compare(original, reproduction, then, now, time.GetUtcNow(), reason);
        await commands.ApplyAsync(reproduction.ExperimentId, new FinishReproduction(reproduction.Id, verdict.Identical, verdict.At), stop: stop);
        await commands.ApplyAsync(reproduction.Id, verdict, stop: stop);
    }

    /// <summary>Records the verdicts of those that were cancelled: no silo that could have run them is needed for that.</summary>
    /// <param name="open">Reproductions without a verdict.</param>
    /// <param name="stop">Ends it.</param>
    public async Task OfCancelledAsync(IReadOnlyList<TrialView> open, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(open);
        foreach (var cancelled in open.Where(view => view.Status == TrialStatus.Cancelled))
            await RecordAsync(await commands.LoadTrialAsync(cancelled.Id, stop), stop);
    }
}
