namespace Search;

/// <summary>One trial of the history, as the search sees it. Values are minimised; whoever maximises negates at the edge.</summary>
/// <param name="Number">0-based trial number, unique in the study.</param>
/// <param name="Parameters">What was proposed; only the parameters active under the conditions.</param>
/// <param name="State">How far the trial is.</param>
/// <param name="Value">The objective of an ended trial; null or not finite when there is none.</param>
/// <param name="Curve">Intermediate values, one an epoch; element 0 is epoch 1. Never holds test metrics.</param>
public sealed record Observation(int Number, ParameterSet Parameters, TrialState State, double? Value, IReadOnlyList<double> Curve);
