namespace Training.Core.Data;

/// <summary>What an IDX file holds: its dimensions, outermost first, and their values, row-major.</summary>
public sealed record IdxContent(IReadOnlyList<int> Dimensions, byte[] Values);
