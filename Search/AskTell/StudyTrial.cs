namespace Search;

/// <summary>One trial of a <see cref="Study"/>, in the caller's sign.</summary>
/// <param name="Number">0-based.</param>
/// <param name="Parameters">What was proposed or added.</param>
/// <param name="State">How far it is.</param>
/// <param name="Values">One an objective; empty while it runs and when it failed.</param>
/// <param name="Constraints">Fulfilled at 0 and below; empty when none were told.</param>
public sealed record StudyTrial(int Number, ParameterSet Parameters, TrialState State, IReadOnlyList<double> Values, IReadOnlyList<double> Constraints);
