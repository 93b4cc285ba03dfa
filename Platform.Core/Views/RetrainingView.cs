using Platform.Core.Registry;

namespace Platform.Core.Views;

/// <summary>How a model is trained again.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Scheduled">The plan in force with who made it and when; null if there is none.</param>
/// <param name="Requested">A wish that no silo has answered yet.</param>
/// <param name="Running">The retraining under way.</param>
/// <param name="Past">The last retrainings that ended, newest first, at most <see cref="MostPast"/>; older ones are in the journal.</param>
public sealed record RetrainingView(
    string Model, RetrainingScheduled? Scheduled, RetrainingRequested? Requested, RetrainingStarted? Running, IReadOnlyList<RetrainingRecord> Past)
{
    /// <summary>How many ended retrainings are kept at hand.</summary>
    public const int MostPast = 50;

    /// <summary>A model that was never trained again.</summary>
    public static RetrainingView None(string model) => new(model, null, null, null, []);
}
