using Platform.Core.Experiments;
using Platform.Core.Journal;
using Search;

namespace Platform.Core.Studies;

/// <summary>
/// What a sweep learns from: the sweep that it was forked from as it was then, tables in its spec, and sweeps as they were when it was launched, folded from the events before its
/// first one, so that they are the same whenever and wherever they are asked for.
/// </summary>
public sealed class PastStudies(EventJournal journal)
{
    private const int MostForks = 20;

    /// <summary>What the sampler of a sweep is given as <see cref="StudyView.Past"/>, the most trusted first. A past sweep that does not exist is left out.</summary>
    public async Task<IReadOnlyList<PastStudy>> OfAsync(string experimentId, SweepSpec spec, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (await CreationAsync(experimentId, cancellation) is not var (sequence, created) || (spec.WarmStart.Count == 0 && spec.PastResults.Count == 0 && created.ForkedFrom is null))
            return [];
        var pasts = await ForkedAsync(created.ForkedFrom, spec, cancellation);
        foreach (var id in spec.WarmStart)
        {
            if (await FoldAsync(id, sequence - 1, cancellation) is { Experiment.Spec: { } past } replay)
                pasts.Add(new PastStudy(past.Name, past.ParseSpace(), [.. Observations(replay, spec, past)]));
        }
        var launched = created.Spec; // whose space gives the tables' columns their meaning, whatever it was changed to
        return [.. pasts, .. launched.PastResults.Select(results => results.Read(launched.ParseSpace(), launched.Objective.Direction))];
    }

    // The results that the parent had by the event, then those that it had been forked with itself, and so on.
    private async Task<List<PastStudy>> ForkedAsync(ForkOrigin? origin, SweepSpec spec, CancellationToken cancellation)
    {
        var pasts = new List<PastStudy>();
        for (var next = origin; next is not null && pasts.Count < MostForks;)
        {
            if (await FoldAsync(next.ExperimentId, next.At, cancellation) is not { Experiment.Spec: { } past } replay)
                break;
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{past.Name} as of event {next.At}");
            pasts.Add(new PastStudy(name, past.ParseSpace(), [.. Observations(replay, spec, past).Where(trial => trial.State != TrialState.Running)]));
            next = (await CreationAsync(next.ExperimentId, cancellation))?.Data.ForkedFrom;
        }
        return pasts;
    }

    private async Task<(long Sequence, ExperimentCreated Data)?> CreationAsync(string id, CancellationToken cancellation) =>
        await SweepEvents.CreationAsync(journal, id, cancellation) is { Data: ExperimentCreated data, Sequence: var sequence } ? (sequence, data) : null;

    private async Task<StudyReplay> FoldAsync(string id, long upTo, CancellationToken cancellation)
    {
        var replay = new StudyReplay();
        await foreach (var recorded in SweepEvents.ReadAsync(journal, id, upTo, cancellation))
            replay.Take(recorded);
        return replay;
    }

    // Judged by the new sweep's objective, which may not be the one that the past sweep chose its best epochs by.
    private static IEnumerable<Observation> Observations(StudyReplay replay, SweepSpec spec, SweepSpec past)
    {
        var fold = new ObservationFold(spec);
        return replay.Trials.Select(trial => fold.Observe(spec.Objective == past.Objective ? trial : trial with { BestEpoch = trial.BestEpochWithin(trial.Epochs, spec.Objective) }));
    }
}
