using System.Globalization;
using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Labels;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>
/// Reads how things were at a moment of the past, by folding their events up to it: of one thing at most <see cref="MostEvents"/>, which takes no stored snapshots. A question
/// turns its moment into a number once, with <see cref="AtAsync"/>, and asks everything for that number. Thread-safe.
/// </summary>
public sealed partial class PastViews(EventJournal journal, TrackingViews tracking)
{
    /// <summary>Events of one trial, sweep, run, model or experiment that are folded at most.</summary>
    public const int MostEvents = 10_000;

    /// <summary>Events of all things of a list that are folded at most.</summary>
    public const int MostEventsOfLists = 100_000;

    private const int Page = 1_000;
    private const int PageOfBlocks = 20; // events with a binary part of up to a megabyte

    // How many trials run: everything of theirs but epochs, by far the most, which do not say it.
    private static readonly string[] TrialTypes = [.. PlatformEvents.Types.NamesOf<TrialEvent>().Except(PlatformEvents.Types.NamesOf<EpochCompleted>(), StringComparer.Ordinal)];

    /// <summary>The number that a moment stands for, the same for everything that a question looks at.</summary>
    /// <param name="field">The name of what was given, for the message.</param>
    /// <exception cref="InvalidInputException">The moment has not come; the message says where the journal ends.</exception>
    public async Task<PastMoment> AtAsync(AsOf asked, string field = "asOf", CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var end = await journal.EndAsync(stop);
        if (asked.Sequence > end.Sequence)
            throw new InvalidInputException(field, Invariant($"is event {asked.Sequence}, but {LastOf(end)}. Give an earlier one, or leave it out for the present."));
        if (asked.Time > end.Now)
            throw new InvalidInputException(field, Invariant($"is {Text(asked.Time.Value)}, which has not come: by the database's clock it is {Text(end.Now)}, and {LastOf(end)}. Leave it out for the present."));
        return new PastMoment(asked.Sequence ?? await journal.SequenceAtAsync(asked.Time!.Value, stop), asked.Time);
    }

    /// <summary>When a moment was: the time that was asked for, or that of the last event up to it (the epoch before the first). What <c>now</c> stands for in a question about it.</summary>
    public async Task<DateTimeOffset> TimeOfAsync(PastMoment moment, CancellationToken stop = default) => moment.Time ?? await journal.TimeAtAsync(moment.Sequence, stop) ?? DateTimeOffset.UnixEpoch;

    /// <summary>A trial as it was; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    /// <exception cref="ErasedException">Its contents were erased.</exception>
    public Task<TrialView?> TrialAsync(string id, PastMoment moment, CancellationToken stop = default) => TrialAsync(id, moment, null, stop);

    private async Task<TrialView?> TrialAsync(string id, PastMoment moment, EventLimit? limit, CancellationToken stop)
    {
        var events = await StreamAsync(StreamNames.Trial(id), 0, moment, e => true, stop, limit: limit);
        if (events is not [{ Data: TrialCreated created }, ..])
            return null;
        // Before the n-th proposal there are the creation and those of the trials before it.
        var proposal = created.ReproducesTrialId is null
            ? await StreamAsync(StreamNames.Experiment(created.ExperimentId), created.Number, moment, e => (e.Data as TrialProposed)?.TrialId == id, stop, onlyFirst: true, limit)
            : [];
        return PastTrial.Of(proposal.Concat(events));
    }

    /// <summary>A sweep as it was; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events; epochs do not count.</exception>
    /// <exception cref="ErasedException">Its contents were erased.</exception>
    public Task<ExperimentView?> SweepAsync(string id, PastMoment moment, CancellationToken stop = default) => SweepAsync(id, moment, new EventLimit(MostEvents), stop);

    /// <summary>A tracked run as it was; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    /// <exception cref="ErasedException">Its contents were erased.</exception>
    public async Task<RunWithMetrics?> RunAsync(string id, PastMoment moment, CancellationToken stop = default)
    {
        var run = new PastRun();
        await EachAsync(StreamNames.Run(id), PageOfBlocks, 0, moment, recorded =>
        {
            run.Add(recorded);
            return true;
        }, stop);
        return run.ToRun();
    }

    /// <summary>A registered model as it was, with all its versions; null if the registry had none of that name.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    public async Task<ModelView?> ModelAsync(string name, PastMoment moment, CancellationToken stop = default) =>
        PastModel.Of(name, await StreamAsync(StreamNames.Model(name), 0, moment, e => true, stop));

    /// <summary>A tracked experiment as it was, with its saved views; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    public async Task<TrackedExperiment?> TrackedExperimentAsync(string id, PastMoment moment, CancellationToken stop = default)
    {
        var events = await StreamAsync(StreamNames.Tracking(id), 0, moment, e => true, stop);
        return events.Select(e => (TrackedExperimentEvent)e.Data).Aggregate((TrackedExperiment?)null, TrackedExperiment.Evolve);
    }

    /// <summary>The versions of a data set's labels as they were.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    public async Task<DatasetLabels> LabelsAsync(string data, PastMoment moment, CancellationToken stop = default) =>
        (await StreamAsync(StreamNames.Dataset(data), 0, moment, e => true, stop)).Aggregate(DatasetLabels.Initial, (labels, e) => labels.Evolve((LabelEvent)e.Data));

    private async Task<ExperimentView?> SweepAsync(string id, PastMoment moment, EventLimit limit, CancellationToken stop)
    {
        var own = await StreamAsync(StreamNames.Experiment(id), 0, moment, e => true, stop);
        limit.Add(own.Count);
        var trials = await journal.FoldStreamsAsync(
            [.. own.Select(e => e.Data).OfType<TrialProposed>().Select(e => StreamNames.Trial(e.TrialId))], moment.Sequence, () => (Events: new List<RecordedEvent>(), Limit: limit.Copy()), Keep, TrialTypes, stop);
        limit.Add(trials.Events.Count);
        return PastSweep.Of(own.Concat(trials.Events));
    }

    private static void Keep((List<RecordedEvent> Events, EventLimit Limit) kept, RecordedEvent recorded)
    {
        if (recorded.Data is ErasedEvent)
            throw Erased(recorded.StreamId);
        kept.Limit.Add(1);
        kept.Events.Add(recorded);
    }

    private async Task<List<RecordedEvent>> StreamAsync(string stream, long after, PastMoment moment, Func<RecordedEvent, bool> wanted, CancellationToken stop, bool onlyFirst = false, EventLimit? limit = null)
    {
        var found = new List<RecordedEvent>();
        await EachAsync(stream, Page, after, moment, recorded =>
        {
            if (wanted(recorded))
                found.Add(recorded);
            return !onlyFirst || found.Count == 0;
        }, stop, limit);
        return found;
    }

    // Gives a stream's events up to the moment to what takes them, until that has enough.
    private async Task EachAsync(string stream, int size, long after, PastMoment moment, Func<RecordedEvent, bool> take, CancellationToken stop, EventLimit? shared = null)
    {
        for (var limit = shared ?? new EventLimit(MostEvents); ;)
        {
            var page = await journal.ReadStreamAsync(stream, after, size, stop);
            foreach (var recorded in page)
            {
                if (recorded.Data is ErasedEvent)
                    throw Erased(recorded.StreamId);
                if (recorded.Sequence > moment.Sequence || !take(recorded))
                    return;
                limit.Add(1);
            }
            if (page.Count < size)
                return;
            after = page[^1].Version;
        }
    }

    private static ErasedException Erased(string stream) => new($"The contents of {stream} were erased: how it was at a moment of the past is not known any more.");

    private static string LastOf(JournalEnd end) => end.Timestamp is { } written ? Invariant($"the journal's last event is {end.Sequence}, written {Text(written)}") : "the journal has no event yet";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
