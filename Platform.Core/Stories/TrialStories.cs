using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.Stories;

/// <summary>Reads what a trial's story is told from.</summary>
public sealed class TrialStories(EventJournal journal, PlatformViews views)
{
    // The proposal and the trial's creation are one append; many appends may share a transaction, and their numbers lie near each other.
    private const int Near = 5_000;

    /// <summary>The story of a run, null if there is no such run.</summary>
    public async Task<IReadOnlyList<StoryLine>?> ReadAsync(string trialId, CancellationToken cancellation = default)
    {
        var own = await journal.ReadStreamAsync(StreamNames.Trial(trialId), 0, cancellation);
        if (own.Count == 0 || own[0].Data is not TrialCreated created)
            return null;
        var at = own[0].Sequence;
        var proposals = await journal.ReadSweepAsync(created.ExperimentId, at - Near, at + Near, 2 * Near, ["trial_proposed"], cancellation);
        var proposed = proposals.Select(e => e.Data).OfType<TrialProposed>().Where(e => e.TrialId == trialId);
        return TrialStory.Of([.. proposed, .. own.Select(e => e.Data), .. await ChangesAsync(created, cancellation)]);
    }

    // From the view, so that a long journal is not searched for them.
    private async Task<IEnumerable<SweepChanged>> ChangesAsync(TrialCreated created, CancellationToken cancellation)
    {
        if (created.ReproducesTrialId is not null || await views.ExperimentAsync(created.ExperimentId, cancellation) is not { Changes: { Count: > 0 } changes } sweep)
            return [];
        var parts = SweepChange.Parts(sweep.Spec, changes);
        return changes.Select((change, i) => new SweepChanged(parts[i + 1].Spec, change.AfterTrial, change.By, change.Reason, change.At));
    }
}
