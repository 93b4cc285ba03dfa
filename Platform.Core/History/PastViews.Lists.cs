using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>Lists of the past.</summary>
public sealed partial class PastViews
{
    /// <summary>Trials as they were, in the order asked for; null for one that there was not.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind more than <see cref="MostEventsOfLists"/> events of all of them.</exception>
    /// <exception cref="ErasedException">The contents of one were erased.</exception>
    public async Task<IReadOnlyList<TrialView?>> TrialsAsync(IReadOnlyList<string> ids, PastMoment moment, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var (limit, trials) = (new EventLimit(MostEventsOfLists), new List<TrialView?>());
        foreach (var id in ids)
            trials.Add(await TrialAsync(id, moment, limit, stop));
        return trials;
    }

    private const int StreamsAtOnce = 500;

    private static readonly string[] ArchiveTypes = [.. PlatformEvents.Types.NamesOf<ExperimentArchived>(), .. PlatformEvents.Types.NamesOf<ExperimentRestored>()];

    /// <summary>The newest sweeps that there were, all or those of a status then; those whose contents were erased are left out.</summary>
    /// <param name="archived">Only those that were archived then, which are left out otherwise.</param>
    /// <exception cref="InvalidInputException">The moment lies behind too many events of them.</exception>
    public async Task<IReadOnlyList<ExperimentView>> SweepsAsync(PastMoment moment, int limit = 100, ExperimentStatus? status = null, bool archived = false, CancellationToken stop = default)
    {
        var sweeps = new List<ExperimentView>();
        var folded = new EventLimit(MostEventsOfLists);
        foreach (var streams in (await journal.StreamsOfAsync(StreamNames.ExperimentType, moment.Sequence, stop)).Chunk(StreamsAtOnce))
        {
            // Before they are folded: what is left out counts for no limit.
            var away = await ArchivedAsync(streams, moment, stop);
            foreach (var stream in streams.Where(stream => away.Contains(stream) == archived))
            {
                if (sweeps.Count == limit)
                    return sweeps;
                try
                {
                    if (await SweepAsync(stream[StreamNames.Experiment("").Length..], moment, folded, stop) is { } sweep && (status is null || sweep.Status == status))
                        sweeps.Add(sweep);
                }
                catch (ErasedException)
                {
                    // How it was is not known any more.
                }
            }
        }
        return sweeps;
    }

    // Those of the streams whose sweeps were archived then.
    private Task<HashSet<string>> ArchivedAsync(IReadOnlyList<string> streams, PastMoment moment, CancellationToken stop) => journal.FoldStreamsAsync(
        streams, moment.Sequence, () => new HashSet<string>(StringComparer.Ordinal),
        (away, recorded) =>
        {
            if (recorded.Data is ExperimentArchived)
                away.Add(recorded.StreamId);
            else
                away.Remove(recorded.StreamId);
        },
        ArchiveTypes, stop);

    /// <summary>A sweep's trials as they were, by number, each followed by its reproductions.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events of them.</exception>
    public async Task<IReadOnlyList<TrialView>> TrialsOfAsync(string sweepId, PastMoment moment, CancellationToken stop = default)
    {
        var own = await StreamAsync(StreamNames.Experiment(sweepId), 0, moment, e => true, stop);
        var proposals = own.Where(e => e.Data is TrialProposed).ToDictionary(e => StreamNames.Trial(((TrialProposed)e.Data).TrialId), StringComparer.Ordinal);
        var trials = new List<TrialView>();
        var limit = new EventLimit(MostEventsOfLists);
        foreach (var streams in proposals.Keys.Concat(own.Select(e => e.Data).OfType<ReproductionRequested>().Select(e => StreamNames.Trial(e.TrialId))).Chunk(StreamsAtOnce))
        {
            var (events, _) = await journal.FoldStreamsAsync(streams, moment.Sequence, () => (Events: new List<RecordedEvent>(), Limit: limit.Copy()), Keep, types: null, stop);
            limit.Add(events.Count);
            foreach (var stream in events.GroupBy(e => e.StreamId, StringComparer.Ordinal))
            {
                if (PastTrial.Of(proposals.TryGetValue(stream.Key, out var proposal) ? stream.Prepend(proposal) : stream) is { } trial)
                    trials.Add(trial);
            }
        }
        return [.. trials.OrderBy(t => t.Number).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id, StringComparer.Ordinal)];
    }

    /// <summary>The models that the registry had, by name, each with all its versions.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events of them.</exception>
    public async Task<IReadOnlyList<ModelView>> ModelsAsync(PastMoment moment, CancellationToken stop = default)
    {
        var models = new List<ModelView>();
        var limit = new EventLimit(MostEventsOfLists);
        foreach (var streams in (await journal.StreamsOfAsync(StreamNames.ModelType, moment.Sequence, stop)).Chunk(StreamsAtOnce))
        {
            var (events, _) = await journal.FoldStreamsAsync(streams, moment.Sequence, () => (Events: new List<RecordedEvent>(), Limit: limit.Copy()), Keep, types: null, stop);
            limit.Add(events.Count);
            models.AddRange(events.GroupBy(e => e.StreamId, StringComparer.Ordinal).Select(stream => PastModel.Of(stream.Key[StreamNames.Model("").Length..], stream)).OfType<ModelView>());
        }
        return [.. models.OrderBy(m => m.Name, StringComparer.Ordinal)];
    }

    /// <summary>An experiment's tracked runs as they were, deleted ones included, in no order; those whose contents were erased are left out.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events of them.</exception>
    public async Task<IReadOnlyList<RunWithMetrics>> RunsAsync(string experimentId, PastMoment moment, CancellationToken stop = default)
    {
        var runs = new List<RunWithMetrics>();
        var limit = new EventLimit(MostEventsOfLists);
        foreach (var streams in (await tracking.RunIdsAsync(experimentId, stop)).Select(StreamNames.Run).Chunk(StreamsAtOnce))
        {
            // One event at a time: their binary parts may be large.
            var (folds, seen, erased) = await journal.FoldStreamsAsync(
                streams, moment.Sequence, () => (Runs: new Dictionary<string, PastRun>(StringComparer.Ordinal), Limit: limit.Copy(), Erased: new HashSet<string>(StringComparer.Ordinal)),
                (kept, recorded) =>
                {
                    kept.Limit.Add(1);
                    if (recorded.Data is ErasedEvent)
                        kept.Erased.Add(recorded.StreamId);
                    if (kept.Erased.Contains(recorded.StreamId))
                        return;
                    if (!kept.Runs.TryGetValue(recorded.StreamId, out var run))
                        kept.Runs.Add(recorded.StreamId, run = new PastRun());
                    run.Add(recorded);
                },
                types: null, stop);
            limit = seen;
            runs.AddRange(folds.Where(run => !erased.Contains(run.Key)).Select(run => run.Value.ToRun()).OfType<RunWithMetrics>());
        }
        return runs;
    }
}
