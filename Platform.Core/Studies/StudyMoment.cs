using Platform.Core.Views;

namespace Platform.Core.Studies;

/// <summary>A sweep and its study as of one sequence number.</summary>
/// <param name="BasedOn">The highest sequence number of the snapshot; every event up to it is in, none after it.</param>
public sealed record StudyMoment(ExperimentView Experiment, StudyFold Study, long BasedOn);
