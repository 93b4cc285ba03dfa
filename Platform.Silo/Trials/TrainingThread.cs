using System.Collections.Concurrent;

namespace Platform.Silo.Trials;

/// <summary>
/// A thread that lives as long as the silo and does one trial's native work at a time. libtorch keeps its thread count and its
/// helpers per calling thread, so a trial must not wander between threads and threads must not come and go with trials.
/// </summary>
internal sealed class TrainingThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public TrainingThread(string name)
    {
        _thread = new Thread(Work) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs the work on this thread; its exception becomes the task's.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = ExecutionContext.Capture(); // what is logged here is logged about the caller's trial
        _work.Add(() =>
        {
            if (context is null)
                Complete();
            else
                ExecutionContext.Run(context, _ => Complete(), null);
        });
        return done.Task;

        void Complete()
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        }
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        if (_thread.Join(TimeSpan.FromSeconds(5)))
            _work.Dispose();
    }

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
