namespace Platform.Silo.Trials;

/// <summary>Why a run is interrupted between two batches.</summary>
public enum StopReason
{
    None,

    /// <summary>Its sweep was paused; it continues from its last checkpoint when the sweep does.</summary>
    Paused,

    /// <summary>It or its sweep was cancelled.</summary>
    Cancelled,

    /// <summary>A newer attempt owns it.</summary>
    Superseded,

    /// <summary>This silo is shutting down; another takes the run over.</summary>
    SiloStopping,
}
