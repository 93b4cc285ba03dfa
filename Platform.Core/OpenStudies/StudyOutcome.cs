namespace Platform.Core.OpenStudies;

/// <summary>How a trial of an open study ended.</summary>
public enum StudyOutcome
{
    /// <summary>With a value an objective.</summary>
    Completed,

    /// <summary>Stopped early; its intermediate values still count.</summary>
    Pruned,

    /// <summary>Without a usable value.</summary>
    Failed,
}
