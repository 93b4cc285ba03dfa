using Platform.Core.Experiments;

namespace Platform.Web.Api;

/// <summary>What a sweep that is forked from another would begin with.</summary>
/// <param name="From">The sweep and the number of the last event that counts.</param>
/// <param name="Spec">The fork's spec.</param>
/// <param name="Yaml">The same as a sweep file.</param>
/// <param name="Differences">From the parent's spec at that event, in plain words.</param>
/// <param name="Carried">How many ended trials' results the sampler is given, of which <paramref name="Mapped"/> are read otherwise by the fork's space.</param>
/// <param name="LeftOut">How many have no place in the fork's space.</param>
/// <param name="Unfinished">How many had not ended, and say nothing.</param>
/// <param name="Notes">What the fork's sampler does with the results, and what is not carried, in plain words.</param>
/// <param name="Trials">Every trial that had ended, by number.</param>
public sealed record SweepForkPreview(
    ForkOrigin From, SweepSpec Spec, string Yaml, IReadOnlyList<string> Differences, int Carried, int Mapped, int LeftOut, int Unfinished, IReadOnlyList<string> Notes,
    IReadOnlyList<TrialFate> Trials);
