using Platform.Core.Experiments;
using Search;

namespace Platform.Web.Api;

/// <summary>Which parameters matter and how; values in the objective's own sense.</summary>
/// <param name="Objective">What is explained.</param>
/// <param name="Trials">Completed trials that it rests on.</param>
/// <param name="Fit">Share of the variance predicted for unseen trials; near 0 or below, believe nothing else here.</param>
/// <param name="Problem">Why there is nothing to explain; null when there is.</param>
/// <param name="Importance">One entry a parameter, the largest share of the variance first.</param>
/// <param name="Curves">The objective over each parameter, the others averaged, in the same order.</param>
/// <param name="Pairs">Pairs that matter together, strongest first.</param>
public sealed record ExplainAnswer(
    Objective Objective, int Trials, double Fit, string? Problem, IReadOnlyList<ParameterImportance> Importance, IReadOnlyList<PartialDependence> Curves,
    IReadOnlyList<InteractionPair> Pairs)
{
    internal static ExplainAnswer Of(SweepSpec spec, int objective, Explanation explanation)
    {
        var of = objective == 0 ? spec.Objective : spec.FurtherObjectives[objective - 1];
        return new ExplainAnswer(
            of, explanation.Trials, explanation.Fit, explanation.Problem, explanation.Importance,
            [.. explanation.Curves.Select(c => c with { Points = [.. c.Points.Select(p => p with { Mean = of.ToMinimised(p.Mean) })] })], explanation.Pairs);
    }
}
