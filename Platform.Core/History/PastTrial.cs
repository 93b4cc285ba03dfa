using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>A trial as its view was after some of its events: the same rows that the journal keeps for the present. Pure.</summary>
public static class PastTrial
{
    /// <summary>The view; null if the trial had not been created.</summary>
    /// <param name="events">Of the trial's stream, from its first on; the proposal in the sweep's stream may be among them, anywhere.</param>
    public static TrialView? Of(IEnumerable<RecordedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var all = events.ToList();
        var own = all.Where(e => e.Data is TrialEvent).ToList();
        if (own is not [{ Data: TrialCreated created }, ..])
            return null;
        var facts = own.ConvertAll(e => (TrialEvent)e.Data);
        var trial = Trial.Fold(facts);
        var proposed = all.Select(e => e.Data).OfType<Experiments.TrialProposed>().LastOrDefault();
        var pruned = facts.OfType<TrialPruned>().LastOrDefault();
        var (finished, reason) = End(facts);
        return new TrialView(
            created.TrialId, created.ExperimentId, created.Number, trial.Status, created.Lane, created.Parameters, created.Fields, created.Epochs, created.Device, trial.Attempt,
            trial.FruitlessAttempts, trial.Silo, [.. trial.Epochs.Select(e => e.TrainLoss)], [.. trial.Epochs.Select(e => e.ValidationLoss)], Curves(trial),
            [.. trial.Epochs.Select(e => e.Checkpoint)], trial.BestEpoch == 0 ? null : trial.BestEpoch, trial.BestValue, proposed?.Why, reason, trial.Test?.Metrics,
            trial.TestEvaluationWanted, trial.DataDigest, facts.Select(EnvironmentOf).LastOrDefault(e => e is not null), created.ReproducesTrialId, trial.Verdict, created.At,
            facts.OfType<TrialStarted>().FirstOrDefault()?.At, finished, trial.TrainedSeconds, own[^1].Version)
        {
            Rationale = proposed?.Rationale, Carried = proposed?.Carried, Pruning = pruned?.Numbers, Inherits = created.Inherits, StartWeights = trial.StartWeights,
        };
    }

    // A metric that only some epochs have is NaN in the others.
    private static Dictionary<string, IReadOnlyList<double>> Curves(Trial trial) => trial.Epochs.SelectMany(e => e.Metrics.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .ToDictionary(name => name, name => (IReadOnlyList<double>)[.. trial.Epochs.Select(e => e.Metrics.TryGetValue(name, out var value) ? value : double.NaN)], StringComparer.Ordinal);

    private static RunEnvironment? EnvironmentOf(TrialEvent @event) => @event switch
    {
        TrialStarted e => e.Environment,
        TrialResumed e => e.Environment,
        _ => null,
    };

    private static (DateTimeOffset? Finished, string? Reason) End(List<TrialEvent> events) => events.FindLast(e => e is TrialCompleted or TrialPruned or TrialFailed or TrialCancelled) switch
    {
        TrialCompleted e => (e.At, null),
        TrialPruned e => (e.At, e.Why),
        TrialFailed e => (e.At, e.Cause),
        TrialCancelled e => (e.At, e.Reason),
        _ => (null, null),
    };
}
