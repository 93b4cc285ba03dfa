using System.Collections.Concurrent;
using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>A thread with its own loaded models: only it touches them, so that none is freed while it predicts.</summary>
internal sealed class ModelWorker : IDisposable
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<Action> _queue;
    private readonly LinkedList<TrainedModel> _loaded = new(); // most recently used first
    private readonly int _capacity;
    private readonly Thread _thread;

    public ModelWorker(int number, int capacity, int queueLength)
    {
        _capacity = capacity;
        _queue = new BlockingCollection<Action>(queueLength);
        _thread = new Thread(Work) { IsBackground = true, Name = $"serving-{number}" };
        _thread.Start();
    }

    /// <summary>Runs work on the thread, with the checkpoint loaded. Work whose caller has gone is skipped.</summary>
    public Task<T> RunAsync<T>(string digest, string file, Func<TrainedModel, T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            if (cancellation.IsCancellationRequested)
            {
                done.TrySetCanceled(cancellation);
                return;
            }

            try
            {
                done.TrySetResult(work(Load(digest, file)));
            }
            catch (Exception error)
            {
                done.TrySetException(error); // the caller decides; the thread goes on
            }
        }

        if (!_queue.TryAdd(Run, millisecondsTimeout: 0, CancellationToken.None))
            throw new ServiceUnavailableException($"{_queue.BoundedCapacity} predictions are waiting already; come back in a moment.", ComeBack);
        return done.Task.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        foreach (var model in _loaded)
            model.Dispose();
        _queue.Dispose();
    }

    private void Work()
    {
        foreach (var job in _queue.GetConsumingEnumerable())
            job();
    }

    private TrainedModel Load(string digest, string file)
    {
        if (!TorchRuntime.TryLoad(out var remedy))
            throw new ServiceUnavailableException($"Models cannot be served: {remedy}");
        var node = _loaded.First;
        while (node is not null && node.Value.Digest != digest)
            node = node.Next;
        if (node is not null)
            _loaded.Remove(node);
        else
            node = new LinkedListNode<TrainedModel>(TrainedModel.Load(file, digest));
        _loaded.AddFirst(node);
        if (_loaded.Count > _capacity)
        {
            _loaded.Last!.Value.Dispose();
            _loaded.RemoveLast();
        }

        return node.Value;
    }
}
