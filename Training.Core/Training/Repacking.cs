namespace Training.Core;

/// <summary>Which slots of a <see cref="FusedSession"/> train together from an epoch on.</summary>
/// <param name="Epoch">The fused session's epoch, 1-based, from which it holds.</param>
/// <param name="Slots">The slots, in order.</param>
public sealed record Repacking(int Epoch, IReadOnlyList<int> Slots);
