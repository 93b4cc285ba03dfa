namespace Bench;

/// <summary>What <c>bench SUITE</c> prints.</summary>
/// <param name="Settings">What the figures depend on beside the machine, such as a database's settings; null if nothing.</param>
public sealed record BenchResult(string Suite, Machine Machine, IReadOnlyList<BenchCase> Cases, IReadOnlyDictionary<string, string>? Settings = null)
{
    /// <summary>What a suite that checks something has found wrong; null if nothing.</summary>
    public string? Failure { get; init; }
}
