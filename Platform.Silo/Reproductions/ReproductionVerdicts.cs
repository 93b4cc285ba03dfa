using Microsoft.Extensions.Logging;
using Platform.Core.Commands;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Silo.Trials;

namespace Platform.Silo.Reproductions;

/// <summary>Records how ended reproductions compare with their originals. Doing it twice changes nothing.</summary>
public sealed class ReproductionVerdicts(PlatformCommands commands, PlatformViews views, ReproducedEnvironments environments, TimeProvider time, ILogger<ReproductionVerdicts> logger)
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

    /// <summary>Records the verdicts of those that were cancelled: no silo that could have run them is needed for that. One that cannot be judged keeps no other waiting.</summary>
    /// <param name="open">Reproductions without a verdict.</param>
    /// <param name="stop">Ends it.</param>
    public async Task OfCancelledAsync(IReadOnlyList<TrialView> open, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(open);
        foreach (var cancelled in open.Where(view => view.Status == TrialStatus.Cancelled))
            await TryAsync(cancelled.Id, stop);
    }

    // While the database is away every one would fail alike: that ends the pass.
    private async Task TryAsync(string reproduction, CancellationToken stop)
    {
        try
        {
            await RecordAsync(await commands.LoadTrialAsync(reproduction, stop), stop);
        }
        catch (Exception error) when (error is not OperationCanceledException && !Faults.PassesByItself(error))
        {
            logger.LogWarning("Reproduction {Trial} was cancelled and could not be judged; it is looked at again: {Error}", reproduction, error.Message);
        }
    }
}
