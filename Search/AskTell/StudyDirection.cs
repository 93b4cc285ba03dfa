namespace Search;

/// <summary>Which end of an objective is the good one.</summary>
public enum StudyDirection
{
    /// <summary>Smaller is better, as for a loss or a latency.</summary>
    Minimize,

    /// <summary>Larger is better, as for an accuracy.</summary>
    Maximize,
}
