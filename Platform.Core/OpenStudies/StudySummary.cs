namespace Platform.Core.OpenStudies;

/// <summary>A study in a list.</summary>
/// <param name="Events">Length of its stream: creation, asks, reports and tells.</param>
/// <param name="LastChanged">When its last event was appended.</param>
public sealed record StudySummary(string Id, StudySpec Spec, string By, DateTimeOffset CreatedAt, long Events, DateTimeOffset LastChanged);
