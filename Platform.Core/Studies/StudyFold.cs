using Platform.Core.Experiments;
using Search;

namespace Platform.Core.Studies;

/// <summary>
/// The study that a sweep's decisions are computed from, kept up to date trial by trial. The one way from facts to the search library,
/// for lanes and for verification, so that both see the same bits. Not thread-safe; the studies and curves it gives are immutable.
/// </summary>
/// <remarks>
/// Without a lag a decision sees every trial as it is. With a lag of L trial n sees the results of trials 1 to n − L and of the others
/// only that they run, whatever has really happened: the same with any number of workers. After a change of space or budget proposals see
/// older trials as the new spec does; a trial is judged by the spec that it was proposed under.
/// </remarks>
public sealed class StudyFold
{
    private const long HalfMicrosecond = TimeSpan.TicksPerMicrosecond / 2;

    private readonly IReadOnlyList<PastStudy> _past;
    private readonly ISampler _sampler;
    private readonly IPruner _pruner;
    private readonly StudyTrials _trials;
    private readonly List<StudyPart> _parts;
    private readonly int? _lag;

    /// <param name="spec">The spec in force.</param>
    /// <param name="past">What the sweep learns from.</param>
    /// <param name="changes">The sweep's changes so far, oldest first; null for none.</param>
    /// <exception cref="SpaceException">The sweep's space, sampler or pruner is not one that this version knows.</exception>
    public StudyFold(SweepSpec spec, IReadOnlyList<PastStudy> past, IReadOnlyList<SweepChange>? changes = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        (_past, _lag) = (past, spec.Lag);
        _sampler = Samplers.Create(spec.Sampler.Name, spec.Sampler.Options);
        _pruner = Pruners.Create(spec.Pruner.Name, spec.Pruner.Options);
        _trials = new StudyTrials(spec);
        _parts = [];
        Follow(spec, changes ?? []);
    }

    /// <summary>How many trials are known.</summary>
    public int Count => _trials.Count;

    /// <summary>Every trial known, by number.</summary>
    public IEnumerable<TrialFacts> Trials => _trials.All;

    private StudyPart Current => _parts[^1];

    /// <summary>A trial as it was taken last; null if it is unknown.</summary>
    public TrialFacts? Find(int number) => _trials.Find(number);

    /// <summary>The unfinished trial of a lane, null if there is none.</summary>
    public TrialFacts? UnfinishedOf(int lane) => _trials.Unfinished.Select(number => _trials[number]).FirstOrDefault(trial => trial.Lane == lane);

    /// <summary>Takes the changes of space and budget that are new.</summary>
    /// <param name="spec">The spec in force.</param>
    /// <param name="changes">All of the sweep's changes, oldest first.</param>
    public void Follow(SweepSpec spec, IReadOnlyList<SweepChange> changes)
    {
        foreach (var (first, part) in SweepChange.Parts(spec, changes).Skip(_parts.Count))
            _parts.Add(new StudyPart(first, part, _past, _trials));
    }

    /// <summary>Takes a new trial, or the new state of one.</summary>
    public void Take(TrialFacts trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        _trials.Take(trial);
        foreach (var part in _parts)
            part.Touch(trial.Number);
    }

    /// <summary>The ended trials with numbers up to <paramref name="last"/>, by number, as they were trained: what stop rules look at.</summary>
    public StudyView Ended(int last) => Current.Of(_trials.Results(last));

    /// <summary>
    /// The indices (from 0) of the ended trials in the order of their ends, those of one millisecond by number: views round times to microseconds,
    /// and must order as the events do.
    /// </summary>
    public IReadOnlyList<int> Endings() =>
    [
        .. _trials.All.Where(trial => trial.HasEnded)
            .OrderBy(trial => trial.FinishedAt is { } at ? (at.UtcTicks + HalfMicrosecond) / TimeSpan.TicksPerMillisecond : long.MaxValue).ThenBy(trial => trial.Number)
            .Select(trial => ObservationFold.ToIndex(trial.Number)),
    ];

    /// <summary>The trial that must end before trial <paramref name="number"/> can be proposed, null if none: only a lag makes one wait.</summary>
    public int? AwaitedBy(int number) =>
        _lag is { } lag && _trials.Unfinished is { Count: > 0 } unfinished && unfinished.Min <= number - lag ? unfinished.Min : null;

    /// <summary>What trial <paramref name="number"/> is proposed from.</summary>
    /// <exception cref="InvalidOperationException">A trial that it must wait for has not ended.</exception>
    public StudyView Before(int number)
    {
        if (AwaitedBy(number) is { } awaited)
            throw new InvalidOperationException($"Trial {number} cannot be proposed before trial {awaited} has ended.");
        return _lag is { } lag ? Current.Behind(number, lag, PartOf) : Current.Now(PartOf);
    }

    /// <summary>Every trial as the spec in force sees it, whatever the lag: for people, never for a decision. Cost O(n).</summary>
    public StudyView Everything() => Current.Everything(PartOf);

    /// <summary>Every trial as it was trained, whatever was changed since: for people, never for a decision. Cost O(n).</summary>
    public StudyView Trained() => Current.Trained();

    /// <summary>What every trial known would say under another spec, by number, and by which rule.</summary>
    public IReadOnlyList<(TrialFacts Trial, MappedObservation Seen)> Under(SweepSpec spec)
    {
        var part = new StudyPart(_trials.Count + 1, spec, _past, _trials);
        return [.. _trials.All.Select(trial => (trial, part.See(trial, _trials.Observe(trial), PartOf(trial.Number))))];
    }

    /// <summary>What a verdict on trial <paramref name="number"/> is computed from, with its own curve up to now.</summary>
    public (StudyView Study, IReadOnlyList<double> Curve) During(int number)
    {
        var part = PartOf(number);
        return (_lag is { } lag ? part.Behind(number, lag, PartOf) : part.Now(PartOf), _trials.Curve(number));
    }

    /// <summary>The proposal for a trial. May be called from any thread.</summary>
    public Proposal Suggest(StudyView study, int number) => _sampler.Suggest(study, ObservationFold.ToIndex(number));

    /// <summary>The pruner's verdict on a trial. May be called from any thread.</summary>
    public Verdict Judge(StudyView study, int number, IReadOnlyList<double> curve) => _pruner.Judge(ObservationFold.ToIndex(number), curve, study);

    private StudyPart PartOf(int number) => _parts.FindLast(part => part.First <= number)!;
}
