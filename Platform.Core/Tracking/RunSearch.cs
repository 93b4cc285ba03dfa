using System.Globalization;
using Platform.Core.Tracking.Questions;
using Platform.Core.Tracking.Sweeps;

namespace Platform.Core.Tracking;

/// <summary>
/// Answers questions for runs. It sees everything that was durable when the question came. Each experiment that is asked for is held in memory as columns,
/// read with its first question and kept up with the journal since. One per process; thread-safe.
/// </summary>
/// <param name="mostRuns">Runs that are held at most, of all experiments together, once these are more than <paramref name="mostExperiments"/>.</param>
/// <param name="mostExperiments">Experiments that are held whatever runs they have, at least 1: one with very many is not given up for a question to a few others.</param>
public sealed partial class RunSearch(TrackingViews views, int mostRuns = RunSearch.RunsHeld, int mostExperiments = RunSearch.ExperimentsHeld) : IDisposable
{
    /// <summary>Most runs of a page.</summary>
    public const int MostResults = 50_000;

    private const int MostExperiments = 10_000;
    private const int RunsHeld = 500_000;
    private const int ExperimentsHeld = 64; // also of a question: beyond that it is worth asking first which have runs
    private const int RunsOfIndex = 10; // what an experiment without runs counts as

    private readonly Dictionary<string, ExperimentIndex> _indexes = new(StringComparer.Ordinal); // under its own lock
    private long _held; // runs of the indexes, as far as they were counted
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
        var question = Interlocked.Increment(ref _questions);
        foreach (var experiment in experiments.Length > ExperimentsHeld ? await views.WithRunsAsync(experiments, stop) : experiments)
        {
            var index = IndexOf(experiment, question);
            List<RunPlace> places;
            try
            {
                places = await index.FindAsync(query, after, query.MaxResults + 1, stop);
            }
            finally
            {
                Count(experiment, index, question); // it is held, whatever became of the question
            }
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
        lock (_indexes)
        {
            foreach (var index in _indexes.Values)
                index.Dispose();
        }
    }

    /// <summary>Experiments that are held in memory.</summary>
    internal int Experiments
    {
        get
        {
            lock (_indexes)
                return _indexes.Count;
        }
    }

    /// <summary>Whether an experiment is held in memory.</summary>
    internal bool Holds(string experimentId)
    {
        lock (_indexes)
            return _indexes.ContainsKey(experimentId);
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

    private ExperimentIndex IndexOf(string experimentId, long question)
    {
        lock (_indexes)
        {
            if (!_indexes.TryGetValue(experimentId, out var index))
                _indexes.Add(experimentId, index = new ExperimentIndex(experimentId, views));
            index.Used = question;
            return index;
        }
    }

    // What does not fit: first those that were asked for longest ago; of a question that alone asks for more than is held, the last. The next page, which asks for the same
    // again, then finds the first ones held, instead of none.
    private void Count(string experimentId, ExperimentIndex index, long question)
    {
        lock (_indexes)
        {
            if (_indexes.GetValueOrDefault(experimentId) != index)
                return; // given up meanwhile, for another question
            var runs = RunsOfIndex + index.Runs;
            (_held, index.Counted) = (_held + runs - index.Counted, runs);
            while (_held > mostRuns && _indexes.Count > mostExperiments)
            {
                var oldest = _indexes.MinBy(held => held.Value.Used);
                var (id, victim) = oldest.Value.Used < question ? oldest : KeyValuePair.Create(experimentId, index);
                _indexes.Remove(id);
                _held -= victim.Counted;
                if (victim == index)
                    return;
            }
        }
    }
}
