using Platform.Core.Experiments;
using Search;

namespace Platform.Web.Api;

/// <summary>What a change of a sweep's space or budget would do.</summary>
/// <param name="Spec">The spec as it would be.</param>
/// <param name="Yaml">The same as a sweep file.</param>
/// <param name="Differences">From the spec in force, in plain words; empty if nothing would change.</param>
/// <param name="Kept">How many trials would say what they say now.</param>
/// <param name="Mapped">How many would be read otherwise.</param>
/// <param name="LeftOut">How many the search would not see any more.</param>
/// <param name="Trials">Every trial so far, by number.</param>
public sealed record SweepChangePreview(
    SweepSpec Spec, string Yaml, IReadOnlyList<string> Differences, int Kept, int Mapped, int LeftOut, IReadOnlyList<TrialFate> Trials);

/// <summary>What becomes of a trial in the eyes of the search.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Why">By which rule, one plain sentence.</param>
public sealed record TrialFate(string Id, int Number, ObservationFate Fate, string Why);
