namespace Platform.Silo.Trials;

/// <summary>Somebody's place inside <see cref="SiloGate"/>.</summary>
public sealed class SiloSeat : IDisposable
{
    private readonly SiloGate _gate;
    private int _left;

    internal SiloSeat(SiloGate gate, bool alone) => (_gate, Alone) = (gate, alone);

    /// <summary>Whether it was taken to be alone; stays true when it is shared later.</summary>
    public bool Alone { get; }

    /// <summary>Lets others in beside one who was alone and need not be so any longer. Not to be called by one who has left.</summary>
    public void Share() => _gate.Open();

    /// <summary>Leaves.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
            _gate.Leave();
    }
}
