namespace Platform.Core.Trials;

/// <summary>Another trial's checkpoint that a trial starts from (population-based training).</summary>
/// <param name="Epoch">The other trial's epoch, from 1, after which the checkpoint was made.</param>
/// <param name="Checkpoint">SHA-256 of the checkpoint's file, lower-case hex.</param>
public sealed record InheritedCheckpoint(string TrialId, int Epoch, string Checkpoint);
