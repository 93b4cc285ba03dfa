namespace Platform.Cli.Api;

/// <summary>How a model is trained again, as the REST API answers it.</summary>
public sealed record RetrainingItem(RetrainingViewItem Retraining, IReadOnlyList<DateTimeOffset> Next);

/// <summary>The plan, a wish that waits, the retraining under way, and those that ended, newest first.</summary>
public sealed record RetrainingViewItem(
    string Model, RetrainingScheduledItem? Scheduled, RetrainingRequestedItem? Requested, RetrainingStartedItem? Running, IReadOnlyList<RetrainingRecordItem> Past);

/// <summary>The plan in force.</summary>
public sealed record RetrainingScheduledItem(RetrainingPlanItem Plan, string By);

/// <summary>A plan.</summary>
public sealed record RetrainingPlanItem(string? Cron, string Start, bool OnlyWhenDataChanged, string Alias);

/// <summary>A wish.</summary>
public sealed record RetrainingRequestedItem(string By);

/// <summary>A retraining that has begun.</summary>
public sealed record RetrainingStartedItem(int Number, int FromVersion, string ExperimentId);

/// <summary>A retraining that ended.</summary>
public sealed record RetrainingRecordItem(int Number, string Outcome, string Text, DateTimeOffset At, RetrainingStartedItem? Start, int? Version);
