namespace Platform.Core.History;

/// <summary>What a notable event of a replayed sweep is.</summary>
public enum ReplayMarkKind
{
    NewBest,
    Pruned,
    Failure,
    SiloLost,
    Change,
    Pause,
    Resume,
    End,
}
