namespace Platform.Core.Registry;

/// <summary>What can be asked of a model's retraining.</summary>
public abstract record RetrainingCommand : ModelCommand
{
    private protected RetrainingCommand() { }
}

/// <summary>Train the model again by a plan, from now on. The same plan again changes nothing.</summary>
public sealed record ScheduleRetraining(RetrainingPlan Plan, string By, DateTimeOffset At) : RetrainingCommand;

/// <summary>Do not train it again any more.</summary>
public sealed record UnscheduleRetraining(string By, string Why, DateTimeOffset At) : RetrainingCommand;

/// <summary>Train it again now.</summary>
public sealed record RequestRetraining(bool Force, string By, DateTimeOffset At) : RetrainingCommand;

/// <summary>A retraining is due and its data were looked at: begin, or skip it. An occasion that was answered before yields nothing.</summary>
/// <param name="FromVersion">The version that the plan's start means now.</param>
/// <param name="FromLabels">The version of the labels that it learnt from.</param>
/// <param name="Data">The data as they are now.</param>
public sealed record BeginRetraining(RetrainingOccasion Occasion, int FromVersion, int FromLabels, RetrainingData Data, DateTimeOffset At) : RetrainingCommand;

/// <summary>A retraining is due and cannot begin.</summary>
public sealed record RefuseRetraining(RetrainingOccasion Occasion, string Cause, DateTimeOffset At) : RetrainingCommand;

/// <summary>The sweep of a retraining has ended and its best trial was measured. One that is not under way yields nothing.</summary>
/// <param name="Promotion">The version that the trial becomes; its alias is the retraining's.</param>
/// <param name="Measured">What was measured on the same test rows for the comparison, or could not be: the champion and what protected aliases point to, without those of which all that is asked was known.</param>
public sealed record FinishRetraining(int Number, PromoteVersion Promotion, IReadOnlyList<VersionMeasure> Measured) : RetrainingCommand;

/// <summary>The sweep of a retraining led to nothing. One that is not under way yields nothing.</summary>
public sealed record FailRetraining(int Number, string Cause, DateTimeOffset At) : RetrainingCommand;
