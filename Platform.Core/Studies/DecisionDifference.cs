namespace Platform.Core.Studies;

/// <summary>Where a recorded decision and the one computed again part.</summary>
/// <param name="Decision"><c>proposal</c>, <c>pruning</c> or <c>stop</c>.</param>
/// <param name="TrialId">The trial that was decided about; null for a stop.</param>
/// <param name="Sequence">Sequence number of the event that holds the decision.</param>
/// <param name="BasedOn">The sequence number up to which it saw the journal.</param>
/// <param name="What">Which part differs, such as <c>parameters.learning_rate</c>.</param>
/// <param name="Expected">What the computation gives.</param>
/// <param name="Found">What the journal holds.</param>
public sealed record DecisionDifference(string Decision, string? TrialId, long Sequence, long BasedOn, string What, string Expected, string Found);
