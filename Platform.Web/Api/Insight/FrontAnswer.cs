using Platform.Core;
using Platform.Core.Experiments;
using Search;

namespace Platform.Web.Api;

/// <summary>The best compromises between objectives; values in the objectives' own sense.</summary>
/// <param name="Volume">The hypervolume that the front dominates, at least 0; by it fronts of one sweep can be compared over time. Null where it takes too long to measure.</param>
public sealed record FrontAnswer(IReadOnlyList<Objective> Objectives, IReadOnlyList<FrontTrial> Trials, double? Volume)
{
    internal static FrontAnswer Of(string sweep, SweepSpec spec, ParetoFront front)
    {
        Objective[] objectives = [spec.Objective, .. spec.FurtherObjectives];
        return new FrontAnswer(
            objectives,
            [.. front.Points.Select(p => new FrontTrial(StreamNames.TrialId(sweep, p.Trial + 1), p.Trial + 1, [.. p.Values.Select((value, i) => objectives[i].ToMinimised(value))], p.Contribution))],
            front.Volume);
    }
}

/// <summary>A trial that no other beats in every objective.</summary>
/// <param name="Values">One an objective.</param>
/// <param name="Contribution">The volume that would be lost without it; null with the volume.</param>
public sealed record FrontTrial(string Id, int Number, IReadOnlyList<double> Values, double? Contribution);
