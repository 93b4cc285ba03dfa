namespace Platform.Cli.Api;

/// <summary>A sweep's verification as the API gives it.</summary>
internal sealed record VerificationItem(bool Identical, int Proposals, int Prunings, int Stops, DifferenceItem? FirstDifference, string Summary);
