using Platform.Core.Checkpoints;
using Platform.Core.Trials;
using Platform.Core.Views;
using Platform.Web.Api;
using Platform.Web.Labels;
using Platform.Web.Live;
using Training.Core;
using Training.Core.Data;

namespace Platform.Web.Trials.Mistakes;

/// <summary>Judges the test rows of tested runs again to tell which they got wrong, one run after the other, and keeps the last results. Thread-safe.</summary>
public sealed class MistakeSearches(LabelledDatasets datasets, CheckpointStore store, ILogger<MistakeSearches> logger) : IDisposable
{
    private readonly SlowAnswers<TestMistakes> _found = new("searches for wrong answers", logger);

    /// <summary>Whether a test's measures are of answers that can be wrong row by row: classes, numbers or tokens.</summary>
    public static bool Fit(TestEvaluated test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return test.Metrics.ContainsKey("test_accuracy") || test.Metrics.ContainsKey("test_rmse");
    }

    /// <summary>How far the search is; begins it the first time. A problem is told once, then asking begins anew.</summary>
    /// <param name="run">The run.</param>
    /// <param name="test">Its test evaluation, whose checkpoint and data judge.</param>
    /// <exception cref="ServiceUnavailableException">Too many searches wait.</exception>
    public SlowAnswer<TestMistakes> Ask(TrialView run, TestEvaluated test)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(test);
        var spec = TrainingSpec.Parse(run.Fields).Data;
        return _found.Ask(test.Checkpoint, (progress, stop) => Find(spec, test, progress, stop));
    }

    public void Dispose() => _found.Dispose();

    private TestMistakes Find(DataSpec spec, TestEvaluated test, Action<double> progress, CancellationToken stop)
    {
        if (!store.Exists(test.Checkpoint))
            throw new NotFoundException($"The checkpoint {test.Checkpoint[..12]}… that was tested is not kept any more, so its answers cannot be told again. Reproduce the run and measure the reproduction.");
        if (!TorchRuntime.TryLoad(out var remedy))
            throw new ServiceUnavailableException($"The test rows cannot be judged again: {remedy}");
        var data = datasets.OpenAsync(spec.Name, spec.Labels, stop).GetAwaiter().GetResult(); // this thread is the search's own
        if (data.Digest != test.DataDigest)
            throw new DatasetException(data.Name, null, $"'{data.Name}' is not what the run was tested on: its digest was {test.DataDigest[..12]}… then and is {data.Digest[..12]}… now. Restore its files.");
        using var model = TrainedModel.Load(store.PathOf(test.Checkpoint), test.Checkpoint);
        return model.FindMistakes(data, progress, stop);
    }
}
