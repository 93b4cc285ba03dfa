using System.Collections.Concurrent;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Views;

namespace Platform.Web.Live;

/// <summary>The best-so-far curves of sweeps for lists: folded from each sweep's own short stream, and only its new tail the next time.</summary>
public sealed class SweepTrends(EventJournal journal)
{
    private const int Capacity = 1_000;

    private readonly ConcurrentDictionary<string, Trend> _known = new(StringComparer.Ordinal);

    /// <summary>The best value after each finished trial that counts, oldest first.</summary>
    public async Task<IReadOnlyList<double>> OfAsync(ExperimentView sweep, CancellationToken stop = default)
    {
        var trend = _known.TryGetValue(sweep.Id, out var known) ? known : new Trend(0, 0, []);
        if (trend.LastSequence == sweep.LastSequence && trend.Version > 0)
            return trend.Best; // nothing has happened to it
        var news = await journal.ReadStreamAsync(StreamNames.Experiment(sweep.Id), trend.Version, stop);
        if (news.Count == 0)
            return trend.Best;
        var best = trend.Best.ToList();
        foreach (var finished in news.Select(e => e.Data).OfType<TrialFinished>())
        {
            if (finished is { Counts: true, Value: { } value } && double.IsFinite(value))
                best.Add(best.Count > 0 && !sweep.Spec.Objective.IsBetter(value, best[^1]) ? best[^1] : value);
        }
        if (_known.Count >= Capacity)
            _known.Clear();
        _known[sweep.Id] = new Trend(news[^1].Version, sweep.LastSequence, best);
        return best;
    }

    private sealed record Trend(long Version, long LastSequence, IReadOnlyList<double> Best);
}
