using System.Collections.Concurrent;
using Platform.Core.Views;

namespace Platform.Core.Studies;

/// <summary>
/// Keeps the studies of sweeps that decide in this process, so that a decision reads only the trials that changed since the one before.
/// Losing an entry costs time and changes no decision. Thread-safe.
/// </summary>
public sealed class StudyReader(PlatformViews views, PastStudies pasts)
{
    private const int Capacity = 64;

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>Reads a sweep as it is now and takes from it what a decision needs. Null if there is no such sweep.</summary>
    /// <param name="take">Gets the moment; runs alone for this sweep, so it only picks immutable parts out.</param>
    public async Task<T?> ReadAsync<T>(string experimentId, Func<StudyMoment, T> take, CancellationToken cancellation = default) where T : class
    {
        ArgumentNullException.ThrowIfNull(take);
        if (_known.Count >= Capacity && !_known.ContainsKey(experimentId))
            _known.Clear(); // rare: cheaper than tracking use, and the next reads fill it again
        var entry = _known.GetOrAdd(experimentId, _ => new Entry());
        await entry.Gate.WaitAsync(cancellation);
        try
        {
            if (await views.StudyAsync(experimentId, entry.BasedOn, cancellation) is not { } snapshot)
                return null;
            var (spec, changes) = (snapshot.Experiment.Spec, snapshot.Experiment.Changes);
            var fold = entry.Fold ??= new StudyFold(spec, await pasts.OfAsync(experimentId, spec, cancellation), changes);
            fold.Follow(spec, changes);
            foreach (var trial in snapshot.Trials)
                fold.Take(TrialFacts.Of(trial));
            entry.BasedOn = snapshot.BasedOn;
            return take(new StudyMoment(snapshot.Experiment, fold, snapshot.BasedOn));
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public StudyFold? Fold { get; set; }

        /// <summary>Everything up to this sequence number has been taken.</summary>
        public long BasedOn { get; set; }
    }
}
