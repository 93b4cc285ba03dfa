using System.Collections.Concurrent;
using System.Globalization;

namespace Platform.Silo.Trials;

/// <summary>The silo's training threads, one a slot and one for test evaluations.</summary>
public sealed class TrainingThreads : IDisposable
{
    private readonly ConcurrentBag<TrainingThread> _idle = [];
    private readonly List<TrainingThread> _all = [];
    private readonly SemaphoreSlim _free;

    public TrainingThreads(SiloOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var count = options.Slots + 1;
        _free = new SemaphoreSlim(count);
        for (var i = 0; i < count; i++)
        {
            var thread = new TrainingThread(string.Create(CultureInfo.InvariantCulture, $"training-{i}"));
            _all.Add(thread);
            _idle.Add(thread);
        }
    }

    /// <summary>A thread for the caller alone; dispose to give it back once its work is done.</summary>
    internal async Task<Lease> RentAsync(CancellationToken stop)
    {
        await _free.WaitAsync(stop);
        return _idle.TryTake(out var thread) ? new Lease(this, thread) : throw new InvalidOperationException("The semaphore promised an idle thread.");
    }

    public void Dispose()
    {
        foreach (var thread in _all)
            thread.Dispose();
        _free.Dispose();
    }

    internal sealed class Lease(TrainingThreads owner, TrainingThread thread) : IDisposable
    {
        public Task<T> RunAsync<T>(Func<T> work) => thread.RunAsync(work);

        public void Dispose()
        {
            owner._idle.Add(thread);
            owner._free.Release();
        }
    }
}
