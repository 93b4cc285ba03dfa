using Platform.Silo.Trials;

namespace Platform.Silo.Evaluations;

/// <summary>
/// Places beside the silo's slots for measurements: admitted by the gate, with a thread. Taken before a measurement's turn, for a trial that must run alone may keep everybody out for
/// hours, and a silo that waits here must not keep the others from measuring.
/// </summary>
public sealed class MeasuringPlaces(SiloGate gate, TrainingThreads threads)
{
    /// <summary>Waits for a place; dispose it when the measurement is done.</summary>
    internal async Task<Place> EnterAsync(CancellationToken stop)
    {
        var seat = await gate.EnterAsync(alone: false, stop);
        try
        {
            return new Place(seat, await threads.RentAsync(stop));
        }
        catch
        {
            seat.Dispose();
            throw;
        }
    }

    internal sealed class Place(IDisposable seat, TrainingThreads.Lease thread) : IDisposable
    {
        public Task<T> RunAsync<T>(Func<T> work) => thread.RunAsync(work);

        public void Dispose()
        {
            thread.Dispose();
            seat.Dispose();
        }
    }
}
