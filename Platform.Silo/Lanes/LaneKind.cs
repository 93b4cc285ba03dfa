namespace Platform.Silo.Lanes;

/// <summary>What a job of the scheduler works for.</summary>
public enum LaneKind
{
    /// <summary>One of the parallel lanes of a sweep.</summary>
    Sweep,

    /// <summary>One run that reproduces another.</summary>
    Reproduction,
}
