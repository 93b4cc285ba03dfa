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
public sealed class MistakeSearches(LabelledDatasets datasets, CheckpointStore store, TimeProvider time, ILogger<MistakeSearches> logger) : IDisposable
{
    private readonly SlowAnswers<TestMistakes> _found = new("searches for wrong answers", time, logger);

    /// <summary>Whether a test's measures are of answers that can be wrong row by row: classes, numbers or tokens.</summary>
    public static bool Fit(TestEvaluated test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return test.Metrics.ContainsKey("test_accuracy") || test.Metrics.ContainsKey("test_rmse");
    }

    /// <summary>Refuses data that the test was not of.</summary>
    /// <exception cref="DatasetException">Its digest is another.</exception>
    public static void RequireSame(Dataset data, TestEvaluated test)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(test);
        SameContent.Require(data, test.DataDigest, "what the trial was tested on");
    }

    /// <summary>How far the search is; begins it the first time. A failure is told for some seconds, then asking begins anew.</summary>
    /// <param name="run">The run.</param>
    /// <param name="test">Its test evaluation, whose checkpoint and data judge.</param>
    /// <exception cref="NotFoundException">The tested checkpoint is not kept any more.</exception>
    /// <exception cref="ServiceUnavailableException">Too many searches wait.</exception>
    public SlowAnswer<TestMistakes> Ask(TrialView run, TestEvaluated test)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(test);
        RequireCheckpoint(test); // also for an answer that is kept
        var spec = TrainingSpec.Parse(run.Fields).Data;
        return _found.Ask($"{test.Checkpoint} {test.DataDigest}", (progress, stop) => Find(spec, run.DataDigest, test, progress, stop));
    }

    public void Dispose() => _found.Dispose();

    private TestMistakes Find(DataSpec spec, string? trainedOn, TestEvaluated test, Action<double> progress, CancellationToken stop)
    {
        RequireCheckpoint(test); // it may have gone while the search waited
        if (!TorchRuntime.TryLoad(out var remedy))
            throw new ServiceUnavailableException($"The test rows cannot be judged again: {remedy}");
        var data = datasets.OpenAsync(spec.Name, spec.Labels, stop).GetAwaiter().GetResult(); // this thread is the search's own
        RequireSame(data, test);
        if (trainedOn is not null && trainedOn != data.Digest)
            throw new DatasetException(data.Name, null, $"The trial was trained on content of '{data.Name}' with the digest {SameContent.Short(trainedOn)} and tested on {SameContent.Short(data.Digest)}, so its answers cannot be told again. Reproduce the trial and measure the reproduction.");
        using var model = TrainedModel.Load(store.PathOf(test.Checkpoint), test.Checkpoint);
        return model.FindMistakes(data, progress, stop);
    }

    private void RequireCheckpoint(TestEvaluated test)
    {
        if (!store.Exists(test.Checkpoint))
            throw new NotFoundException($"The checkpoint {SameContent.Short(test.Checkpoint)} that was tested is not kept any more, so its answers cannot be told again. Reproduce the trial and measure the reproduction.");
    }
}
