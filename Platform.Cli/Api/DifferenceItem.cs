namespace Platform.Cli.Api;

/// <summary>Where a recorded decision and the one computed again part.</summary>
internal sealed record DifferenceItem(string Decision, string? TrialId, long Sequence, long BasedOn, string What, string Expected, string Found);
