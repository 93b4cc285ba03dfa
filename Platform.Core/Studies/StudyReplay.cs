using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Trials;

namespace Platform.Core.Studies;

/// <summary>
/// A sweep and its own trials folded from their events, one by one in the journal's order: what was known at any moment. Reproductions
/// are no evidence and are left out.
/// </summary>
internal sealed class StudyReplay
{
    private readonly Dictionary<string, Trial> _trials = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _carried = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _finished = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _changed = new(StringComparer.Ordinal);

    public Experiment Experiment { get; private set; } = Experiment.Initial;

    /// <summary>The trials as they are now, by number.</summary>
    public IEnumerable<TrialFacts> Trials => _trials.Values.OrderBy(trial => trial.Number).Select(FactsOf);

    /// <summary>A trial's state, null if it is unknown.</summary>
    public Trial? Find(string trialId) => _trials.GetValueOrDefault(trialId);

    public void Take(RecordedEvent recorded)
    {
        switch (recorded.Data)
        {
            case TrialProposed e:
                _carried[e.TrialId] = e.Carried;
                Experiment = Experiment.Evolve(e);
                break;
            case ExperimentEvent e:
                Experiment = Experiment.Evolve(e);
                break;
            case TrialEvent e:
                TakeTrial(recorded.StreamId[StreamNames.Trial("").Length..], e);
                break;
        }
    }

    /// <summary>Brings a study up to date with everything taken since the last time.</summary>
    public void Tell(StudyFold study)
    {
        study.Follow(Experiment.Spec!, Experiment.Changes);
        // Both the proposal and the creation of a trial must have been taken; they are appended together.
        foreach (var trial in _changed.Select(id => _trials[id]).OrderBy(trial => trial.Number))
            study.Take(FactsOf(trial));
        _changed.Clear();
    }

    private void TakeTrial(string id, TrialEvent e)
    {
        if (e is TrialCreated { ReproducesTrialId: not null })
            return;
        if (e is not TrialCreated && !_trials.ContainsKey(id))
            return; // a reproduction's
        var trial = _trials.GetValueOrDefault(id, Trial.Initial).Evolve(e);
        _trials[id] = trial;
        _changed.Add(id);
        if (trial.HasEnded && EndOf(e) is { } at)
            _finished[id] = at;
    }

    private TrialFacts FactsOf(Trial trial) => TrialFacts.Of(
        trial, _carried.GetValueOrDefault(trial.Id), _finished.TryGetValue(trial.Id, out var at) ? at : null);

    private static DateTimeOffset? EndOf(TrialEvent e) => e switch
    {
        TrialCompleted end => end.At,
        TrialPruned end => end.At,
        TrialFailed end => end.At,
        TrialCancelled end => end.At,
        _ => null,
    };
}
