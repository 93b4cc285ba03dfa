using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>A sweep as its view was after some of its events. Pure.</summary>
public static class PastSweep
{
    /// <summary>The view; null if the sweep had not been launched.</summary>
    /// <param name="events">Of the sweep's stream and of its trials', in the journal's order; epochs may be left out.</param>
    public static ExperimentView? Of(IEnumerable<RecordedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var all = events.ToList();
        var own = all.Where(e => e.Data is ExperimentEvent).ToList();
        if (own is not [{ Data: ExperimentCreated created }, ..])
            return null;
        var facts = own.ConvertAll(e => (ExperimentEvent)e.Data);
        var sweep = Experiment.Fold(facts);
        var ends = facts.OfType<TrialFinished>().ToList();
        return new ExperimentView(
            sweep.Id, created.Spec.Name, sweep.Status, sweep.Spec!, sweep.Priority, created.By, created.At, facts.Select(FinishedAt).LastOrDefault(at => at is not null), sweep.Proposed, Running(all),
            Count(TrialStatus.Completed), Count(TrialStatus.Pruned), Count(TrialStatus.Failed), Count(TrialStatus.Cancelled), sweep.BestTrialId, sweep.BestValue,
            own.FindLast(e => e.Data is not (ReproductionRequested or ReproductionFinished))!.Sequence)
        {
            SearchStopped = sweep.SearchHasStopped ? facts.OfType<SearchStopped>().LastOrDefault() : null, Changes = sweep.Changes, ForkedFrom = created.ForkedFrom,
            ArchivedAt = sweep.IsArchived ? facts.OfType<ExperimentArchived>().LastOrDefault()?.At : null, IdleSeconds = facts.OfType<TrialProposed>().Sum(e => e.Waited?.Idle.TotalSeconds ?? 0),
        };

        int Count(TrialStatus outcome) => ends.Count(e => e.Outcome == outcome);
    }

    private static DateTimeOffset? FinishedAt(ExperimentEvent @event) => @event switch
    {
        ExperimentCancelled e => e.At,
        ExperimentCompleted e => e.At,
        _ => null,
    };

    // Reproductions are not among a sweep's own trials.
    private static int Running(List<RecordedEvent> events) => events.Where(e => e.Data is TrialEvent).GroupBy(e => e.StreamId, StringComparer.Ordinal)
        .Select(stream => Trial.Fold(stream.Select(e => (TrialEvent)e.Data))).Count(trial => trial is { Status: TrialStatus.Running, ReproducesTrialId: null });
}
