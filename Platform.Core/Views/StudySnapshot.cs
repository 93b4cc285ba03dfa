namespace Platform.Core.Views;

/// <summary>A sweep's own trials as of one sequence number, all of them or those that changed: what a decision is computed from.</summary>
/// <param name="BasedOn">The highest sequence number of the snapshot; every event up to it is in, none after it.</param>
public sealed record StudySnapshot(ExperimentView Experiment, IReadOnlyList<TrialView> Trials, long BasedOn);
