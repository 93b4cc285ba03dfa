namespace Platform.Core.Registry;

/// <summary>From now on the model is trained again by this plan, which replaces the one before.</summary>
public sealed record RetrainingScheduled(RetrainingPlan Plan, string By, DateTimeOffset At) : ModelEvent;

/// <summary>The model is not trained again any more. A retraining under way goes on.</summary>
public sealed record RetrainingUnscheduled(string By, string Why, DateTimeOffset At) : ModelEvent;

/// <summary>Somebody wants a retraining now.</summary>
/// <param name="Force">Also when the data have not changed.</param>
public sealed record RetrainingRequested(bool Force, string By, DateTimeOffset At) : ModelEvent;

/// <summary>A sweep that trains the model again was launched.</summary>
/// <param name="Number">Of the retraining within the model, from 1; skipped ones and those that could not begin count too.</param>
/// <param name="Occasion">Why.</param>
/// <param name="ExperimentId">The sweep.</param>
/// <param name="FromVersion">The version whose weights and settings it starts from.</param>
/// <param name="Data">What it learns from.</param>
/// <param name="Alias">Will point to the result.</param>
public sealed record RetrainingStarted(
    int Number, RetrainingOccasion Occasion, string ExperimentId, int FromVersion, RetrainingData Data, string Alias, DateTimeOffset At) : ModelEvent;

/// <summary>A retraining was due and not needed, or not possible beside another.</summary>
/// <param name="Reason">A sentence for people.</param>
public sealed record RetrainingSkipped(int Number, RetrainingOccasion Occasion, string Reason, DateTimeOffset At) : ModelEvent;

/// <summary>The best trial of a retraining was measured and registered; appended together with the version and the move of its alias.</summary>
/// <param name="Version">The version that it became.</param>
/// <param name="Alias">The alias that points to it; null if it may not without somebody's consent.</param>
/// <param name="Why">The test measures beside the champion's, in words.</param>
/// <param name="Comparison">The same in numbers; null without a champion, and in events of earlier versions.</param>
/// <param name="Holders">
/// Other versions measured on the same test rows, for later promotions; with a problem, those that could not be. The comparison's champion is one of them only where
/// its measures were known and its groups could not be measured. Null for none, and in events of earlier versions.
/// </param>
public sealed record RetrainingFinished(
    int Number, string TrialId, int Version, string? Alias, string Why, DateTimeOffset At, RetrainingComparison? Comparison = null, IReadOnlyList<VersionMeasure>? Holders = null) : ModelEvent;

/// <summary>A retraining could not begin or led to nothing. The schedule goes on.</summary>
/// <param name="Occasion">Why it was looked at; null if it had begun, for then its start says so.</param>
/// <param name="Cause">What went wrong and what would mend it, for people.</param>
public sealed record RetrainingFailed(int Number, RetrainingOccasion? Occasion, string Cause, DateTimeOffset At) : ModelEvent;
