using Platform.Silo.Trials;

namespace Platform.Silo.Evaluations;

/// <summary>
/// Places beside the silo's slots for measurements: admitted by the gate, with a thread. Taken before a measurement's turn, for a trial that must run alone may keep everybody out for
/// hours, and a silo that waits here must not keep the others from measuring. One place is taken at a time: there is one thread more than slots, and a second measurement would take a trial's.
/// </summary>
public sealed class MeasuringPlaces(SiloGate gate, TrainingThreads threads) : IDisposable
{
    private readonly SemaphoreSlim _free = new(1);

    /// <summary>Waits for a place; dispose it when the measurement is done.</summary>
    internal async Task<Place> EnterAsync(CancellationToken stop)
    {
        await _free.WaitAsync(stop);
        SiloSeat? seat = null;
        try
        {
            seat = await gate.EnterAsync(alone: false, stop);
            return new Place(_free, seat, await threads.RentAsync(stop));
        }
        catch
        {
            seat?.Dispose();
            _free.Release();
            throw;
        }
    }

    public void Dispose() => _free.Dispose();

    internal sealed class Place(SemaphoreSlim free, SiloSeat seat, TrainingThreads.Lease thread) : IDisposable
    {
        public Task<T> RunAsync<T>(Func<T> work) => thread.RunAsync(work);

        public void Dispose()
        {
            thread.Dispose();
            seat.Dispose();
            free.Release();
        }
    }
}
