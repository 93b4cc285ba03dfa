using Platform.Core.Registry;

namespace Platform.Core.Views;

/// <summary>A retraining that ended.</summary>
/// <param name="Number">Within the model, from 1.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Occasion">Why it was looked at.</param>
/// <param name="Text">The reason, the cause, or the test measures beside the champion's.</param>
/// <param name="At">When it ended.</param>
/// <param name="Start">Its sweep, source and data; null if it never began.</param>
/// <param name="TrialId">The trial that was registered.</param>
/// <param name="Version">The version that it became.</param>
/// <param name="Alias">The alias that was moved to it.</param>
/// <param name="Comparison">The version and the champion on the same test rows; null without a champion.</param>
public sealed record RetrainingRecord(
    int Number, RetrainingOutcome Outcome, RetrainingOccasion Occasion, string Text, DateTimeOffset At, RetrainingStarted? Start = null, string? TrialId = null, int? Version = null,
    string? Alias = null, RetrainingComparison? Comparison = null);
