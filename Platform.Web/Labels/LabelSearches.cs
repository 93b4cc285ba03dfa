using System.Collections.Concurrent;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Views;
using Platform.Web.Api;
using Training.Core;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Labels;

/// <summary>
/// Searches for likely wrong labels, one after the other on threads of their own, and keeps the last results: they follow from the journal, the
/// checkpoints and the data, so losing one costs time only. Thread-safe.
/// </summary>
public sealed class LabelSearches(PlatformViews views, LabelledDatasets datasets, CheckpointStore store, ILogger<LabelSearches> logger) : IDisposable
{
    private const int MostKept = 16;

    private readonly ConcurrentDictionary<string, LabelSearch> _searches = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>How far the search by a sweep's trials is; begins it the first time and when more trials have completed.</summary>
    /// <exception cref="NotFoundException">There is no such sweep.</exception>
    /// <exception cref="RuleViolation">No trial of it can judge labels.</exception>
    /// <exception cref="ServiceUnavailableException">libtorch cannot be loaded, or too many searches wait.</exception>
    public async Task<LabelSearch> AskAsync(string sweepId, CancellationToken cancellation = default)
    {
        var sweep = await views.RequireSweepAsync(sweepId, cancellation);
        var judges = JudgingTrials.Of(sweep.Spec.Objective, await views.TrialsOfAsync(sweep.Id, cancellation));
        if (judges.Count == 0)
            throw new RuleViolation("No trial of this sweep has completed with weights of its own, so none can judge labels. Wait for one, or launch a sweep with split.folds.");
        var key = $"{sweep.Id} {string.Join(' ', judges.Select(trial => trial.BestCheckpoint))}";
        if (_searches.TryGetValue(key, out var known))
        {
            if (known.Problem is not null)
                _searches.TryRemove(KeyValuePair.Create(key, known)); // told once; who asks again has mended it
            return known;
        }

        Forget();
        var begun = new LabelSearch(sweep.Id, sweep.Spec.Data, TrainingSpec.Parse(judges[0].Fields).Data.Labels, judges.Count, Progress: 0);
        if (_searches.TryAdd(key, begun))
            _ = Task.Factory.StartNew(() => Run(key, begun, judges), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return _searches.GetValueOrDefault(key, begun);
    }

    public void Dispose() => _stopping.Cancel(); // a thread may still wait for its turn

    // Results and failures make room; what is being searched stays.
    private void Forget()
    {
        if (_searches.Count < MostKept)
            return;
        foreach (var (key, _) in _searches.Where(search => search.Value.Report is not null || search.Value.Problem is not null).ToArray())
            _searches.TryRemove(key, out _);
        if (_searches.Count >= MostKept)
            throw new ServiceUnavailableException($"{MostKept} searches for wrong labels wait already; come back later.", TimeSpan.FromSeconds(10));
    }

    private void Run(string key, LabelSearch search, IReadOnlyList<TrialView> judges)
    {
        try
        {
            _turn.Wait(_stopping.Token);
            try
            {
                _searches[key] = search with { Progress = 1, Report = Find(key, search, judges) };
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            logger.LogDebug("The search for wrong labels by sweep {Sweep} ends with the server.", search.Sweep);
        }
        catch (Exception error)
        {
            logger.LogWarning("The search for wrong labels by sweep {Sweep} failed: {Message}", search.Sweep, error.Message);
            _searches[key] = search with { Problem = error.Message };
        }
    }

    private LabelReport Find(string key, LabelSearch search, IReadOnlyList<TrialView> judges)
    {
        if (!TorchRuntime.TryLoad(out var remedy))
            throw new ServiceUnavailableException($"Labels cannot be judged: {remedy}");
        var data = datasets.OpenAsync(search.Data, search.Labels, _stopping.Token).GetAwaiter().GetResult(); // this thread is the search's own
        var found = new OutOfFold(data);
        foreach (var (i, trial) in judges.Index())
        {
            using var model = TrainedModel.Load(store.PathOf(trial.BestCheckpoint!), trial.BestCheckpoint!);
            found.Add(model.PredictHeldOut(data, share => _searches[key] = search with { Progress = 0.99 * (i + share) / judges.Count }, _stopping.Token));
        }

        return found.Report();
    }
}
