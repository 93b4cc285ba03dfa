using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Trials;

namespace Platform.Silo.Reproductions;

/// <summary>Reads what a run was computed with from its own events.</summary>
public sealed class ReproducedEnvironments(EventJournal journal)
{
    /// <summary>The environment of the newest attempt, null if none began.</summary>
    public async Task<RunEnvironment?> OfAsync(string trialId, CancellationToken stop = default)
    {
        var events = await journal.ReadStreamAsync(StreamNames.Trial(trialId), cancellation: stop);
        return events.Select(e => e.Data switch
        {
            TrialStarted started => started.Environment,
            TrialResumed resumed => resumed.Environment,
            _ => null,
        }).LastOrDefault(environment => environment is not null);
    }
}
