using Npgsql;

namespace Platform.Core.Tracking;

/// <summary>Reads tracked experiments and runs as they are now. Nothing is folded. Thread-safe.</summary>
public sealed class TrackingViews
{
    public TrackingViews(NpgsqlDataSource database, TimeProvider? time = null) => throw new NotSupportedException();

    /// <summary>One experiment, or null.</summary>
    public Task<TrackedExperiment?> ExperimentAsync(string experimentId, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>The experiment of that name, deleted ones included, or null.</summary>
    public Task<TrackedExperiment?> ExperimentByNameAsync(string name, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>Every experiment, the newest first.</summary>
    public Task<IReadOnlyList<TrackedExperiment>> ExperimentsAsync(LifecycleView view = LifecycleView.ActiveOnly, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>One run without its metrics, or null.</summary>
    public Task<TrackedRun?> RunAsync(string runId, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>One run with its latest metrics, or null.</summary>
    public Task<RunWithMetrics?> RunWithMetricsAsync(string runId, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>Runs in the order asked for; unknown ones are left out.</summary>
    public Task<IReadOnlyList<RunWithMetrics>> RunsWithMetricsAsync(IReadOnlyList<string> runIds, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>The data sets that runs have read, with schema and profile, by run.</summary>
    public Task<ILookup<string, RunInput>> InputsAsync(IReadOnlyList<string> runIds, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>At most <paramref name="max"/> points of a metric after a point, each once. None for an unknown run or key.</summary>
    public Task<MetricHistoryPage> HistoryAsync(
        string runId, string key, int max = int.MaxValue, MetricPoint? after = null, MetricOrder order = MetricOrder.ByStep, CancellationToken stop = default) => throw new NotSupportedException();

    /// <summary>A metric by steps in at most <paramref name="buckets"/> parts, with the true minimum and maximum of each.</summary>
    /// <param name="exact">Whether parts are equally wide in steps; otherwise an edge may move to the next stored chunk's, which is much faster for long histories.</param>
    public Task<IReadOnlyList<SeriesBucket>> SeriesAsync(string runId, string key, int buckets, bool exact = false, CancellationToken stop = default) => throw new NotSupportedException();
}
