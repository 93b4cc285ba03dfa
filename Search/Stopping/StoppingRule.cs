namespace Search;

/// <summary>The rules that can end a search, in the order in which they are looked at.</summary>
public enum StoppingRule
{
    /// <summary>A value was good enough.</summary>
    Target,

    /// <summary>Too many trials in a row brought nothing better.</summary>
    NoImprovement,

    /// <summary>The time is used up.</summary>
    Seconds,

    /// <summary>The trials are used up.</summary>
    Trials,

    /// <summary>The epochs are used up.</summary>
    Epochs,

    /// <summary>Going on is expected to gain too little.</summary>
    ExpectedGain,
}
