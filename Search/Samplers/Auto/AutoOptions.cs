namespace Search;

/// <summary>Options of <see cref="AutoSampler"/>.</summary>
/// <param name="SecondOpinion">Every how many trials another kind of model proposes; 0 lets the rules decide, 1 is not allowed.</param>
public sealed record AutoOptions(int SecondOpinion = 0);
