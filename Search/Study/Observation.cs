namespace Search;

/// <summary>One trial of the history, as the search sees it. Values are minimised; whoever maximises negates at the edge.</summary>
/// <param name="Number">0-based trial number, unique in the study.</param>
/// <param name="Parameters">What was proposed; only the parameters active under the conditions.</param>
/// <param name="State">How far the trial is.</param>
/// <param name="Value">The (first) objective of an ended trial; null or not finite when there is none.</param>
/// <param name="Curve">Intermediate values of the (first) objective, one an epoch; element 0 is epoch 1. Never holds test metrics.</param>
public sealed record Observation(int Number, ParameterSet Parameters, TrialState State, double? Value, IReadOnlyList<double> Curve)
{
    /// <summary>The value of a constraint that a trial has not broken as far as it came, and of which nothing more is known.</summary>
    public const double NotBrokenSoFar = double.NegativeInfinity;

    /// <summary>The second and further objectives of an ended trial, each minimised, NaN where one is unknown; empty in a study of one objective.</summary>
    public IReadOnlyList<double> FurtherValues { get; init; } = [];

    /// <summary>Values of the study's constraints: fulfilled at 0 and below, broken above, <see cref="NotBrokenSoFar"/> where nobody knows. Empty when there are none.</summary>
    public IReadOnlyList<double> Constraints { get; init; } = [];

    /// <summary>What the sampler wrote down with its proposal (<see cref="Proposal.Carried"/>).</summary>
    public string? Carried { get; init; }

    /// <summary>Whether no constraint is broken; a constraint that is not a number counts as broken.</summary>
    public bool IsFeasible => Constraints.All(value => value <= 0);
}
