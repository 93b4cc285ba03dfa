namespace Training.Core;

/// <summary>What one epoch of a <see cref="FusedSession"/> was for one of its trials: a result, or why it cannot go on.</summary>
/// <param name="Slot">The trial's place, from 0.</param>
/// <param name="Result">Null when the trial diverged.</param>
/// <param name="Diverged">Null when it did not.</param>
public sealed record FusedEpoch(int Slot, EpochResult? Result, DivergedException? Diverged);
