namespace Platform.Core.Registry;

/// <summary>How and when a model is trained again.</summary>
/// <param name="Cron">When, in UTC, as <see cref="CronSchedule"/> reads it; null: only when somebody asks.</param>
/// <param name="Start">The version to start from: an alias, looked up at each firing, or a number.</param>
/// <param name="Data">The data set; null: that of the version.</param>
/// <param name="Changes">What differs from the version's own settings.</param>
/// <param name="OnlyWhenDataChanged">A firing is skipped while the data are those that the version, or the last retraining from it, has learnt.</param>
/// <param name="Alias">Points to the result.</param>
public sealed record RetrainingPlan(
    string? Cron = null, string Start = ModelAlias.Champion, string? Data = null, RetrainingChanges? Changes = null, bool OnlyWhenDataChanged = true, string Alias = ModelAlias.Challenger);
