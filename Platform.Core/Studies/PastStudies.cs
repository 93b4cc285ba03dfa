using Platform.Core.Experiments;
using Platform.Core.Journal;
using Search;

namespace Platform.Core.Studies;

/// <summary>
/// What a sweep learns from: tables in its spec, and sweeps as they were when it was launched, folded from the events before its first one, so
/// that they are the same whenever and wherever they are asked for.
/// </summary>
public sealed class PastStudies(EventJournal journal)
{
    /// <summary>What the sampler of a sweep is given as <see cref="StudyView.Past"/>. A past sweep that does not exist is left out.</summary>
    public async Task<IReadOnlyList<PastStudy>> OfAsync(string experimentId, SweepSpec spec, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if ((spec.WarmStart.Count == 0 && spec.PastResults.Count == 0) || await SweepEvents.CreationAsync(journal, experimentId, cancellation) is not { } created)
            return [];
        var pasts = new List<PastStudy>();
        foreach (var id in spec.WarmStart)
        {
            var replay = new StudyReplay();
            await foreach (var recorded in SweepEvents.ReadAsync(journal, id, created.Sequence - 1, cancellation))
                replay.Take(recorded);
            if (replay.Experiment.Spec is { } past)
                pasts.Add(new PastStudy(past.Name, past.ParseSpace(), [.. Observations(replay, spec, past)]));
        }
        var launched = ((ExperimentCreated)created.Data).Spec; // whose space gives the tables' columns their meaning, whatever it was changed to
        return [.. pasts, .. launched.PastResults.Select(results => results.Read(launched.ParseSpace(), launched.Objective.Direction))];
    }

    // Judged by the new sweep's objective, which may not be the one that the past sweep chose its best epochs by.
    private static IEnumerable<Observation> Observations(StudyReplay replay, SweepSpec spec, SweepSpec past)
    {
        var fold = new ObservationFold(spec);
        return replay.Trials.Select(trial => fold.Observe(spec.Objective == past.Objective ? trial : trial with { BestEpoch = trial.BestEpochWithin(trial.Epochs, spec.Objective) }));
    }
}
