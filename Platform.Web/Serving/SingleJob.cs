using Training.Core;

namespace Platform.Web.Serving;

/// <summary>Work of any kind, done alone.</summary>
internal sealed class SingleJob<T>(string digest, string file, Func<TrainedModel, T> work, CancellationToken cancellation) : ServingJob(digest, file)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _answer;
    private Exception? _error;

    public Task<T> Done => _done.Task;

    public override bool IsGone => cancellation.IsCancellationRequested;

    public override void Run(TrainedModel model)
    {
        try
        {
            _answer = work(model);
        }
        catch (Exception error)
        {
            _error = error; // the caller decides; the thread goes on
        }
    }

    public override void Deliver()
    {
        if (_error is not null)
            _done.TrySetException(_error);
        else
            _done.TrySetResult(_answer!);
    }

    public override void Refuse(Exception error) => _done.TrySetException(error);

    public override void Leave() => _done.TrySetCanceled(cancellation);
}
