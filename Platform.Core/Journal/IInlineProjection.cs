namespace Platform.Core.Journal;

/// <summary>
/// A view kept in the same transaction as the events. Project turns an event into statements; it is pure, so a rebuild that
/// replays every event gives the same rows. Projections may share statements but not tables.
/// </summary>
public interface IInlineProjection
{
    /// <summary>The tables that this projection owns; a rebuild replaces them.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>
    /// SQL of a table's rows as they are to be read, for the clause <c>from</c>: the table itself, unless its rows may lag behind their events by what readers add.
    /// </summary>
    /// <param name="table">One of the tables, with its schema if that is not the one searched first.</param>
    string Rows(string table) => table;

    /// <summary>Adds what the event changes. Called in the order of the events; events that are no concern of the view are passed over.</summary>
    void Project(StreamEvent recorded, ProjectionBatch batch);
}
