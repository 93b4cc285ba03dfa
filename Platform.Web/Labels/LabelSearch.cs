using Training.Core.Data.Labels;

namespace Platform.Web.Labels;

/// <summary>The search for likely wrong labels by a sweep's trials, as far as it is.</summary>
/// <param name="Sweep">The sweep whose trials judge.</param>
/// <param name="Data">Its data set.</param>
/// <param name="Labels">The version of the labels that its trials trained on, and that are judged.</param>
/// <param name="Models">How many trials judge.</param>
/// <param name="Progress">0 to 1; 1 when it is done.</param>
/// <param name="Report">The result; null while it is not there.</param>
/// <param name="Problem">Why there is none and will be none; null otherwise.</param>
public sealed record LabelSearch(string Sweep, string Data, int Labels, int Models, double Progress, LabelReport? Report = null, string? Problem = null);
