namespace Platform.Core.Tracking;

/// <summary>Names of a run's attributes in questions.</summary>
public static class RunAttribute
{
    public const string Id = "run_id";
    public const string Name = "run_name";
    public const string User = "user_id";

    /// <summary>In capitals, such as FINISHED.</summary>
    public const string Status = "status";

    public const string ArtifactUri = "artifact_uri";

    /// <summary>A number: Unix milliseconds.</summary>
    public const string StartTime = "start_time";

    /// <summary>A number: Unix milliseconds; absent while the run goes on.</summary>
    public const string EndTime = "end_time";

    /// <summary>A number: milliseconds from start to end; absent while the run goes on.</summary>
    public const string Duration = "duration";
}
