using System.Collections.Concurrent;
using System.Globalization;
using Platform.Core.Tracking.Questions;
using Platform.Core.Tracking.Sweeps;

namespace Platform.Core.Tracking;

/// <summary>
/// Answers questions for runs. It sees everything that was durable when the question came. Each experiment that is asked for is held in memory as columns,
/// read with its first question and kept up with the journal since. One per process; thread-safe.
/// </summary>
public sealed partial class RunSearch(TrackingViews views) : IDisposable
{
    /// <summary>Most runs of a page.</summary>
    public const int MostResults = 50_000;

    private const int MostExperiments = 10_000;
    private const int ExperimentsHeld = 64;

    private readonly ConcurrentDictionary<string, ExperimentIndex> _indexes = new(StringComparer.Ordinal);
    private long _questions;

    /// <summary>A page of runs.</summary>
    /// <exception cref="InvalidInputException">The page token is not one of this question's, a number is out of range, or a field cannot be compared so.</exception>
    public Task<RunPage> FindAsync(RunQuery query, CancellationToken stop = default) => FindAsync(query, null, stop);

    /// <summary>A page of runs of the experiments and of the trials of those of them that are sweeps.</summary>
    /// <param name="trials">What the question finds in sweeps; null if it is for tracked experiments only.</param>
    /// <inheritdoc cref="FindAsync(RunQuery, CancellationToken)"/>
    public async Task<RunPage> FindAsync(RunQuery query, SweepTrials? trials, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(query);
        var beside = trials?.Runs ?? [];
        var after = query.PageToken is { Length: > 0 } token ? RunPlace.Parse(token, query.Order) : null;
        var found = new List<RunPlace>();
        var homes = new Dictionary<string, ExperimentIndex>(StringComparer.Ordinal);
        string[] experiments = [.. trials?.Tracked ?? Known(query)];
        // Of very many most are empty: nothing is held for those.
        foreach (var experiment in experiments.Length > ExperimentsHeld ? await views.WithRunsAsync(experiments, stop) : experiments)
        {
            var index = IndexOf(experiment);
            var places = await index.FindAsync(query, after, query.MaxResults + 1, stop);
            found.AddRange(places);
            places.ForEach(place => homes[place.Id] = index);
        }
        found.AddRange(RunList.First(beside, query, after, query.MaxResults + 1));
        found.Sort((a, b) => a.CompareTo(b, query.Order));
        var more = found.Count > query.MaxResults;
        if (more)
            found.RemoveRange(query.MaxResults, found.Count - query.MaxResults);
        var byId = beside.ToDictionary(run => run.Run.Id, StringComparer.Ordinal);
        foreach (var home in found.Where(place => homes.ContainsKey(place.Id)).GroupBy(place => homes[place.Id], place => place.Id))
        {
            foreach (var run in await home.Key.RunsAsync([.. home], stop))
                byId.Add(run.Run.Id, run);
        }
        RunWithMetrics[] runs = [.. found.Where(place => byId.ContainsKey(place.Id)).Select(place => byId[place.Id])];
        return new RunPage(runs, more ? found[^1].ToToken(query.Order) : null);
    }

    /// <summary>Gives up what is held in memory.</summary>
    public void Dispose()
    {
        foreach (var index in _indexes.Values)
            index.Dispose();
    }

    /// <summary>Judges a question before anything is read for it.</summary>
    /// <exception cref="InvalidInputException">A number is out of range, a field is ordered by twice, or the page token is none of this question's.</exception>
    public static void Check(RunQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.MaxResults is < 1 or > MostResults)
            throw new InvalidInputException("max_results", string.Create(CultureInfo.InvariantCulture, $"is {query.MaxResults}, but must be from 1 to {MostResults}."));
        if (query.ExperimentIds.Count is 0 or > MostExperiments)
            throw new InvalidInputException("experiment_ids", string.Create(CultureInfo.InvariantCulture, $"names {query.ExperimentIds.Count} experiments, but must name 1 to {MostExperiments}."));
        if (query.Order.DistinctBy(o => o.Field).Count() < query.Order.Count)
            throw new InvalidInputException("order_by", "names a field twice; name each once.");
        if (query.PageToken is { Length: > 0 } token)
            _ = RunPlace.Parse(token, query.Order);
    }

    // Rarely more experiments are asked for than are held: then the one that was asked for longest ago is read again when it is next.
    private ExperimentIndex IndexOf(string experimentId)
    {
        var index = _indexes.GetOrAdd(experimentId, id => new ExperimentIndex(id, views));
        index.Used = Interlocked.Increment(ref _questions);
        if (_indexes.Count > ExperimentsHeld && _indexes.MinBy(i => i.Value.Used) is var oldest && oldest.Value != index)
            _indexes.TryRemove(oldest);
        return index;
    }
}
