namespace Platform.Client;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>It came to its end.</summary>
    Finished,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Killed,
}
