namespace Platform.Core.Views;

/// <summary>How a retraining ended.</summary>
public enum RetrainingOutcome
{
    /// <summary>With a version.</summary>
    Finished,

    /// <summary>It was not needed, or not possible beside another.</summary>
    Skipped,

    /// <summary>It could not begin, or led to nothing.</summary>
    Failed,
}
