namespace Training.Core;

/// <summary>How a trial is run, as opposed to what it computes.</summary>
/// <param name="Threads">Threads of the calling thread's tensor operations, at least 1. Part of a run's record: another count may round differently.</param>
/// <param name="FirstBatch">Called once, on the training thread, after the first optimizer step of this session.</param>
/// <param name="Weights">Finds the file that a <c>start_from</c> names, for a trial that starts afresh; null when there are none.</param>
public sealed record TrainingOptions(int Threads = 1, Action? FirstBatch = null, Func<string, WeightsFile>? Weights = null);
