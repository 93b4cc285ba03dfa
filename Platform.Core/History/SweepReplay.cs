using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>
/// A sweep's whole past, to be shown after any of its events at once: takes its events and its trials' once, in the journal's order, and keeps of them what the views need. Any
/// position costs a look at the events between it and the moment it is reached from (4 bytes each) and one new view for each trial that these are about and that has later events, found by bisection; every
/// other trial keeps its instance. What it says equals <see cref="PastViews"/> at every event, but for <see cref="TrialView.Carried"/>, which is left out. Not thread-safe; the
/// moments are immutable. Pure.
/// </summary>
/// <remarks>An epoch takes about 130 bytes (16 a loss pair, 8 a further metric, 32 the checkpoint's digest, the rest places), any other event about 700, a trial's last view as much again.</remarks>
public sealed class SweepReplay
{
    /// <summary>A sweep of more events is not replayed: that would take a gigabyte and more.</summary>
    public const int MostEvents = 2_000_000;

    private readonly Column<long> _sequences = new();
    private readonly Column<long> _times = new(); // UTC ticks
    private readonly Column<int> _trialOf = new(); // place in _trials, -1: about the sweep alone
    private readonly Dictionary<int, object> _data = []; // by position; of all but epochs
    private readonly SweepStates _states = new();
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal); // of trials, by id
    private readonly List<TrialReplay> _trials = []; // by their creation
    private readonly Column<int> _ownPlaces = new(); // of the sweep's own trials, by number
    private readonly Column<int> _ownCreated = new(); // positions of their creations
    private readonly Column<int> _againPlaces = new();
    private readonly Column<int> _againCreated = new();
    private readonly Dictionary<string, TrialProposed> _proposed = new(StringComparer.Ordinal); // whose trials have not been created yet
    private readonly List<ReplayMark> _marks = [];
    private readonly SharedTexts _texts = new();

    /// <summary>How many events there are; positions go from 0 to one less.</summary>
    public int Count => _sequences.Count;

    /// <summary>The journal's number of the last event taken; 0 before the first.</summary>
    public long LastSequence => Count == 0 ? 0 : _sequences[Count - 1];

    /// <summary>Notable events, oldest first.</summary>
    public IReadOnlyList<ReplayMark> Marks => _marks;

    /// <summary>Takes the next event of the sweep or of one of its trials.</summary>
    /// <exception cref="ErasedException">Its contents were erased.</exception>
    /// <exception cref="InvalidInputException">The events are too many.</exception>
    public void Take(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (recorded.Data is ErasedEvent or ExperimentErased or TrialErased)
            throw new ErasedException($"The contents of {recorded.StreamId} were erased: how it was at a moment of the past is not known any more.");
        if (Count == 0 && recorded.Data is not ExperimentCreated || recorded.Sequence <= LastSequence)
            return;
        if (Count == MostEvents)
            throw new InvalidInputException("at", $"lies in a sweep of more than {MostEvents} events, which is too long to be replayed; ask for its views as of an event over REST instead.");
        var position = Count;
        _sequences.Add(recorded.Sequence);
        _times.Add(recorded.Timestamp.UtcTicks);
        if (recorded.Data is ExperimentEvent own)
            TakeOwn(own, position, recorded.Sequence);
        else
            TakeTrial((TrialEvent)recorded.Data, recorded.StreamId[StreamNames.Trial("").Length..], position, recorded.Version);
    }

    /// <summary>The journal's number of the event at a position.</summary>
    public long SequenceAt(int position) => _sequences[position];

    /// <summary>The position of the last event up to a number of the journal; -1 if the sweep began later.</summary>
    public int PositionOf(long sequence)
    {
        var found = _sequences.Items.BinarySearch(sequence);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The event at a position.</summary>
    public ReplayEvent EventAt(int position)
    {
        var trial = _trialOf[position] is >= 0 and var place ? _trials[place] : null;
        return new ReplayEvent(position, _sequences[position], TimeAt(position), trial?.Id, trial?.Number, _data.GetValueOrDefault(position));
    }

    /// <summary>The sweep after the event at a position.</summary>
    /// <param name="from">A moment of this replay whose unchanged trials are taken over; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    public ReplayMoment At(int position, ReplayMoment? from = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
        var changed = from is null ? null : Changed(Math.Min(position, from.Position), Math.Max(position, from.Position));
        return new ReplayMoment(
            position, _sequences[position], TimeAt(position), _states.At(position),
            ViewsAt(position, _ownPlaces, _ownCreated, from?.Trials ?? [], changed), ViewsAt(position, _againPlaces, _againCreated, from?.Reproductions ?? [], changed));
    }

    // The trials that the events after one position up to another are about.
    private HashSet<int> Changed(int after, int upTo)
    {
        var changed = new HashSet<int>();
        foreach (var place in _trialOf.Items[(after + 1)..(upTo + 1)])
            changed.Add(place);
        return changed;
    }

    private TrialView[] ViewsAt(int position, Column<int> places, Column<int> created, IReadOnlyList<TrialView> known, HashSet<int>? changed)
    {
        var found = created.Items.BinarySearch(position);
        var views = new TrialView[found >= 0 ? found + 1 : ~found];
        for (var i = 0; i < views.Length; i++)
            views[i] = changed is not null && i < known.Count && !changed.Contains(places[i]) ? known[i] : _trials[places[i]].At(position);
        return views;
    }

    private DateTimeOffset TimeAt(int position) => new(_times[position], TimeSpan.Zero);

    private void TakeOwn(ExperimentEvent data, int position, long sequence)
    {
        var best = _states.Newest?.BestTrialId;
        _states.Take(data, position, sequence);
        var place = -1;
        if (data is TrialProposed proposed && !_places.TryGetValue(proposed.TrialId, out place))
        {
            _proposed[proposed.TrialId] = proposed;
            place = -1;
        }
        else if (data is TrialProposed late)
            _trials[place].Take(late, position);
        _trialOf.Add(place);
        _data.Add(position, Kept(data));
        if (ReplayMarks.Of(data, _states.Newest!, best, position) is { } mark)
            _marks.Add(mark);
    }

    private void TakeTrial(TrialEvent data, string id, int position, long version)
    {
        if (data is TrialCreated created)
            Create(created, position, version);
        else if (_places.TryGetValue(id, out var known))
            TakeOf(_trials[known], known, data, position, version);
        else
            _trialOf.Add(-1); // the rest of a stream whose beginning is unknown
        if (data is not EpochCompleted)
            _data.Add(position, Kept(data));
    }

    private void Create(TrialCreated created, int position, long version)
    {
        _proposed.Remove(created.TrialId, out var proposed);
        var (places, positions) = created.ReproducesTrialId is null ? (_ownPlaces, _ownCreated) : (_againPlaces, _againCreated);
        places.Add(_trials.Count);
        positions.Add(position);
        _places.Add(created.TrialId, _trials.Count);
        _trialOf.Add(_trials.Count);
        _trials.Add(new TrialReplay(created, proposed, position, version, _texts));
    }

    private void TakeOf(TrialReplay trial, int place, TrialEvent data, int position, long version)
    {
        var (status, silo) = (trial.Status, trial.Silo);
        trial.Take(data, position, version, _texts);
        _trialOf.Add(place);
        var more = (trial.Status == TrialStatus.Running ? 1 : 0) - (status == TrialStatus.Running ? 1 : 0);
        if (more != 0 && !trial.IsReproduction)
            _states.TakeRunning(more, position);
        if (ReplayMarks.Of(data, trial.Number, status, silo, position) is { } mark)
            _marks.Add(mark);
    }

    // Without what is long and not shown: parameters are the trial's, and what the sampler carries is its own.
    private static object Kept(object data) => data switch
    {
        TrialProposed e => e with { Carried = null, Parameters = Search.ParameterSet.Empty },
        TrialCreated e => e with { Parameters = Search.ParameterSet.Empty, Fields = Search.ParameterSet.Empty },
        TestEvaluated e => e with { Confusion = null, Groups = null, Attacks = null },
        _ => data,
    };
}
