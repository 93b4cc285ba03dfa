using System.Collections.Concurrent;
using System.Diagnostics;
using Platform.Web.Api;
using Training.Core;

namespace Platform.Web.Serving;

/// <summary>A thread with its own loaded models: only it touches them, so that none is freed while it predicts.</summary>
internal sealed class ModelWorker : IDisposable
{
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    // Rows of one call of the model; a request alone may have more.
    private const int MostRows = 256;

    private readonly BlockingCollection<(ServingJob Job, long At)> _queue;
    private readonly LinkedList<TrainedModel> _loaded = new(); // most recently used first
    private readonly ServingMeter? _meter;
    private readonly int _capacity;
    private readonly Thread _thread;

    /// <param name="meter">Is told how long callers waited; null for none.</param>
    public ModelWorker(int number, int capacity, int queueLength, ServingMeter? meter = null)
    {
        _capacity = capacity;
        _meter = meter;
        _queue = new BlockingCollection<(ServingJob, long)>(queueLength);
        _thread = new Thread(Work) { IsBackground = true, Name = $"serving-{number}" };
        _thread.Start();
    }

    /// <summary>Runs work on the thread, with the checkpoint loaded. Work whose caller has gone is skipped.</summary>
    public Task<T> RunAsync<T>(string digest, string file, Func<TrainedModel, T> work, CancellationToken cancellation)
    {
        var job = new SingleJob<T>(digest, file, work, cancellation);
        Add(job);
        return job.Done.WaitAsync(cancellation);
    }

    /// <summary>
    /// Predicts rows on the thread. What waits for the same checkpoint at that time, without anything else between, is answered in the same call of the model; nobody waits for others to come.
    /// </summary>
    public Task<TAnswer[]> PredictAsync<TRow, TAnswer>(
        string digest, string file, IReadOnlyList<TRow> rows, Func<TrainedModel, TRow[], TAnswer[]> predict, bool probe, CancellationToken cancellation)
    {
        var job = new PredictJob<TRow, TAnswer>(digest, file, rows, predict, probe, cancellation);
        Add(job);
        return job.Done.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        foreach (var model in _loaded)
            model.Dispose();
        _queue.Dispose();
    }

    private void Add(ServingJob job)
    {
        if (!_queue.TryAdd((job, Stopwatch.GetTimestamp()), millisecondsTimeout: 0, CancellationToken.None))
            throw new ServiceUnavailableException($"{_queue.BoundedCapacity} predictions are waiting already; come back in a moment.", ComeBack);
    }

    private void Work()
    {
        (ServingJob Job, long At)? next = null;
        while (next is not null || !_queue.IsCompleted)
        {
            if (next is not { } first)
            {
                if (!_queue.TryTake(out first, Timeout.Infinite))
                    break;
            }

            next = null;
            var together = new List<(ServingJob Job, long At)> { first };
            for (var rows = first.Job.Rows; rows > 0 && _queue.TryTake(out var waiting);)
            {
                if (!first.Job.Takes(waiting.Job) || rows + waiting.Job.Rows > MostRows)
                {
                    next = waiting;
                    break;
                }

                rows += waiting.Job.Rows;
                together.Add(waiting);
            }

            Run(together);
        }
    }

    private void Run(List<(ServingJob Job, long At)> together)
    {
        foreach (var gone in together.Where(waiting => waiting.Job.IsGone))
            gone.Job.Leave();
        together.RemoveAll(waiting => waiting.Job.IsGone);
        if (together is not [var (job, _), ..])
            return;
        TrainedModel model;
        try
        {
            model = Load(job.Digest, job.File);
        }
        catch (Exception error)
        {
            foreach (var waiting in together)
                waiting.Job.Refuse(error); // the callers decide; the thread goes on
            return;
        }

        if (together.Count == 1)
            job.Run(model);
        else
            job.Run(model, [.. together.Skip(1).Select(waiting => waiting.Job)]);

        var counted = together.FindAll(waiting => waiting.Job.Counts);
        if (counted.Count > 0)
            _meter?.Add(job.Digest, [.. counted.Select(waiting => Stopwatch.GetElapsedTime(waiting.At).TotalMilliseconds)], counted.Sum(waiting => waiting.Job.Rows));
        foreach (var waiting in together)
            waiting.Job.Deliver(); // counted before: who has the answer finds it among the calls
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
