namespace Platform.Silo.Trials;

/// <summary>A run that this silo has in its hands, and the means to interrupt it.</summary>
public sealed class RunningTrial : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _reason;

    internal RunningTrial(string trialId) => TrialId = trialId;

    public string TrialId { get; }

    /// <summary>The attempt that this silo holds; 0 until it has begun.</summary>
    public int Attempt { get; set; }

    /// <summary>Its place in this process; null until it has one.</summary>
    internal SiloSeat? Seat { get; set; }

    /// <summary>When its log last spoke of an epoch, by the clock's timestamps; 0 until then.</summary>
    internal long Spoke { get; set; }

    /// <summary>Cancelled when the run is to stop between two batches.</summary>
    public CancellationToken Stop => _stop.Token;

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Interrupts the run, unless the reason is none; the first reason given counts.</summary>
    public void Interrupt(StopReason reason)
    {
        if (reason == StopReason.None || Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) != (int)StopReason.None)
            return;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself between being found and being interrupted.
        }
    }

    public void Dispose() => _stop.Dispose();
}
