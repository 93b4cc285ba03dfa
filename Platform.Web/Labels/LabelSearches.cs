using System.Runtime.ExceptionServices;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Live;
using Training.Core;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Labels;

/// <summary>Searches for likely wrong labels, one after the other, and keeps the last results. Thread-safe.</summary>
public sealed class LabelSearches(PlatformViews views, LabelledDatasets datasets, CheckpointStore store, TimeProvider time, ILogger<LabelSearches> logger) : IDisposable
{
    private readonly SlowAnswers<LabelReport> _reports = new("searches for wrong labels", time, logger);

    /// <summary>How far the search by a sweep's trials is; begins it the first time and when more trials have completed.</summary>
    /// <exception cref="NotFoundException">There is no such sweep.</exception>
    /// <exception cref="RuleViolation">No trial of it can judge labels.</exception>
    /// <exception cref="ServiceUnavailableException">Too many searches wait.</exception>
    public async Task<LabelSearch> AskAsync(string sweepId, CancellationToken cancellation = default) => (await LookAsync(sweepId, cancellation)).Search;

    /// <summary>The same, but a search that failed throws what it failed of, whatever that is.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task<LabelSearch> RequireAsync(string sweepId, CancellationToken cancellation = default)
    {
        var (search, failure) = await LookAsync(sweepId, cancellation);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return search;
    }

    /// <summary>The data set that a search's report is of, with the labels that were judged.</summary>
    /// <param name="search">A search that is done.</param>
    /// <exception cref="NotFoundException">There is no such data set any more.</exception>
    /// <exception cref="DatasetException">Its files are missing or broken, or not those that were judged: the report may be kept from before they changed.</exception>
    public async Task<Dataset> OpenAsync(LabelSearch search, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var report = search.Report ?? throw new ArgumentException("The search has no report yet.", nameof(search));
        var data = await datasets.OpenAsync(search.Data, search.Labels, cancellation);
        SameContent.Require(data, report.DataDigest, "what the trials judged");
        return data;
    }

    public void Dispose() => _reports.Dispose();

    private async Task<(LabelSearch Search, Exception? Failure)> LookAsync(string sweepId, CancellationToken cancellation)
    {
        var sweep = await views.RequireSweepAsync(sweepId, cancellation);
        var judges = JudgingTrials.Of(sweep.Spec.Objective, await views.TrialsOfAsync(sweep.Id, cancellation));
        if (judges.Count == 0)
            throw new RuleViolation("No trial of this sweep has completed with weights of its own, so none can judge labels. Wait for one, or launch a sweep with split.folds.");
        var labels = TrainingSpec.Parse(judges[0].Fields).Data.Labels;
        var report = _reports.Ask(
            $"{sweep.Id} {string.Join(' ', judges.Select(trial => trial.BestCheckpoint))}", (progress, stop) => Find(sweep.Spec.Data, labels, judges, progress, stop));
        return (new LabelSearch(sweep.Id, sweep.Spec.Data, labels, judges.Count, report.Progress, report.Answer, report.Problem), report.Failure);
    }

    private LabelReport Find(string name, int labels, IReadOnlyList<TrialView> judges, Action<double> progress, CancellationToken stop)
    {
        if (!TorchRuntime.TryLoad(out var remedy))
            throw new ServiceUnavailableException($"Labels cannot be judged: {remedy}");
        var data = datasets.OpenAsync(name, labels, stop).GetAwaiter().GetResult(); // this thread is the search's own
        if (judges.FirstOrDefault(trial => trial.DataDigest is { } trained && trained != data.Digest) is { } other)
            throw new DatasetException(data.Name, null, $"'{data.Name}' is not what trial {other.Id} was trained on: its digest was {other.DataDigest} then and is {data.Digest} now. Restore its files.");
        var found = new OutOfFold(data);
        foreach (var (i, trial) in judges.Index())
        {
            using var model = TrainedModel.Load(store.PathOf(trial.BestCheckpoint!), trial.BestCheckpoint!);
            found.Add(model.PredictHeldOut(data, share => progress((i + share) / judges.Count), stop));
        }

        return found.Report();
    }
}
