namespace Platform.Silo.Trials;

/// <summary>How a run left this silo's hands.</summary>
public enum RunOutcome
{
    /// <summary>It has ended: completed, pruned, failed or cancelled.</summary>
    Ended,

    /// <summary>It was given back because its sweep was paused.</summary>
    Suspended,

    /// <summary>It was given back because this silo is shutting down.</summary>
    SiloStopping,

    /// <summary>Another firing has it: nothing was done.</summary>
    HeldElsewhere,

    /// <summary>A newer attempt took it over.</summary>
    Superseded,

    /// <summary>The database stayed away too long to report; another attempt follows once it is back.</summary>
    DatabaseLost,
}
