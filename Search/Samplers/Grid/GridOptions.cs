namespace Search;

/// <summary>Options of <see cref="GridSampler"/>.</summary>
/// <param name="Points">Values of a continuous parameter, and of a discrete one with more than 16 levels, at least 1.</param>
/// <param name="Shuffle">Whether the grid is walked in an order drawn from the seed.</param>
public sealed record GridOptions(int Points = 5, bool Shuffle = true);
