namespace Platform.Core.Registry;

/// <summary>Why a retraining was looked at.</summary>
/// <param name="By">Who asked for it; <see cref="Schedule"/> if nobody did.</param>
/// <param name="Asked">Somebody asked for it; else the schedule was due.</param>
/// <param name="Force">Also when the data have not changed.</param>
/// <param name="Due">When it was asked for or due. Of the schedule's occasions each counts once, by this.</param>
public sealed record RetrainingOccasion(string By, bool Asked, bool Force, DateTimeOffset Due)
{
    /// <summary>The name under which schedules act.</summary>
    public const string Schedule = "schedule";

    /// <summary>A firing of the schedule.</summary>
    public static RetrainingOccasion Scheduled(DateTimeOffset due) => new(Schedule, Asked: false, Force: false, due);

    /// <summary>What somebody asked for.</summary>
    public static RetrainingOccasion Of(RetrainingRequested request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(request.By, Asked: true, request.Force, request.At);
    }
}
