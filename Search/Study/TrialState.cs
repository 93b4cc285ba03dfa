namespace Search;

/// <summary>How far a trial is, as the search sees it.</summary>
public enum TrialState
{
    /// <summary>Proposed and not yet ended; its curve may have begun.</summary>
    Running,

    /// <summary>Ended with a value: with its full budget, or before by a rule of its own, such as early stopping.</summary>
    Completed,

    /// <summary>Stopped early by a pruner.</summary>
    Pruned,

    /// <summary>Ended without a usable value: diverged, crashed or lost.</summary>
    Failed,
}
