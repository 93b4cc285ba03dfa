namespace Platform.Cli.Api;

/// <summary>A version of a data set's labels, as the platform answers it.</summary>
internal sealed record LabelVersionItem(int Version, string Digest, string ParentDigest, int Rows, string By, string Reason, DateTimeOffset At);
