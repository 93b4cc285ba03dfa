namespace Platform.Web.Api;

/// <summary>An event as the API shows it.</summary>
internal sealed record EventItem(long Sequence, long Version, string Type, DateTimeOffset Timestamp, object Data);
