namespace Bench;

/// <summary>What <c>bench SUITE</c> prints.</summary>
public sealed record BenchResult(string Suite, Machine Machine, IReadOnlyList<BenchCase> Cases);
