namespace Platform.Core.Trials;

/// <summary>Where a trial stands. Completed, Pruned, Failed and Cancelled are final.</summary>
public enum TrialStatus
{
    None,

    /// <summary>Has its parameters; no attempt has begun.</summary>
    Proposed,

    /// <summary>An attempt owns it (or was lost without a word: the next attempt will tell).</summary>
    Running,

    /// <summary>Its silo gave it back on purpose (pause or shutdown); the next attempt continues from the last checkpoint.</summary>
    Suspended,

    Completed,
    Pruned,
    Failed,
    Cancelled,
}
