using Platform.Core.Experiments;
using Search;

namespace Platform.Web.Api;

/// <summary>What further trials are expected to gain over the best value so far, in the objective's own sense.</summary>
/// <param name="Trials">How many further trials.</param>
/// <param name="Best">The best value so far; null while nothing can be expected, and so are the others.</param>
/// <param name="Gain">The expected gain, 0 or more.</param>
/// <param name="Low">The gain that is exceeded with probability 0.9.</param>
/// <param name="High">The gain that is exceeded with probability 0.1.</param>
/// <param name="Why">One sentence for people.</param>
public sealed record GainAnswer(Objective Objective, int Trials, double? Best, double? Gain, double? Low, double? High, string Why)
{
    internal static GainAnswer Of(Objective objective, int trials, ExpectedImprovement? expected) => expected is null
        ? new GainAnswer(objective, trials, null, null, null, null, ExpectedImprovement.Nothing)
        : new GainAnswer(objective, trials, objective.ToMinimised(expected.Best), expected.Gain, expected.Low, expected.High, expected.Why);
}
