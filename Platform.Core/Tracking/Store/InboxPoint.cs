namespace Platform.Core.Tracking.Store;

/// <summary>A single point on its way into the inbox.</summary>
internal sealed class InboxPoint(string runId, string key, MetricPoint point)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RunId { get; } = runId;

    public string Key { get; } = key;

    public MetricPoint Point { get; } = point;

    /// <summary>True once the point is durable; false if there is no active run to take it.</summary>
    public Task<bool> Done => _done.Task;

    public void Complete(bool accepted) => _done.TrySetResult(accepted);

    public void Fail(Exception error) => _done.TrySetException(error);
}
