namespace Platform.Core.Journal;

/// <summary>
/// A view kept in the same transaction as the events. Project turns an event into statements; it is pure, so a rebuild that
/// replays every event gives the same rows. Projections may share statements but not tables.
/// </summary>
public interface IInlineProjection
{
    /// <summary>The tables that this projection owns; a rebuild replaces them.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>Adds what the event changes. Called in the order of the events; events that are no concern of the view are passed over.</summary>
    void Project(StreamEvent recorded, ProjectionBatch batch);
}
