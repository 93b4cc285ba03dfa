using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>How a model is trained again.</summary>
/// <param name="Retraining">The plan, the retraining under way, and those that ended.</param>
/// <param name="Next">The schedule's next three times, in UTC; fewer if it has no more, none without a schedule.</param>
public sealed record RetrainingAnswer(RetrainingView Retraining, IReadOnlyList<DateTimeOffset> Next);
