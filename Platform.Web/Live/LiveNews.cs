using Platform.Core.Journal;

namespace Platform.Web.Live;

/// <summary>What happened: new events in order (none if only the connection changed), and whether the journal can be read.</summary>
public sealed record LiveNews(bool Connected, IReadOnlyList<RecordedEvent> Events);
