namespace Training.Core.Data;

/// <summary>How far each value of a prepared sample may be moved by an attack of strength 1, and where it must stay.</summary>
/// <param name="Step">For each value of a sample; 0 where it is no quantity.</param>
/// <param name="Low">Smallest value of each; null where none is known.</param>
/// <param name="High">Largest value of each; null where none is known.</param>
internal sealed record AttackRange(float[] Step, float[]? Low, float[]? High);
