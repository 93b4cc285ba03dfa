namespace Platform.Cli.Api;

/// <summary>Where a sweep was forked from: another sweep, as of the event of that number.</summary>
public sealed record OriginItem(string ExperimentId, long At);
