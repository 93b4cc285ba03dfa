namespace Training.Core.Data.Tables;

/// <summary>How a number to predict was scaled for training: (y - centre) / scale.</summary>
/// <param name="Name">The target's column.</param>
/// <param name="Center">In the target's unit.</param>
/// <param name="Scale">In the target's unit, above 0.</param>
public sealed record TargetStep(string Name, double Center, double Scale);
