using Platform.Core.Journal;

namespace Platform.Core.Reports;

/// <summary>Keeps the table of reports.</summary>
public sealed class ReportProjection : IInlineProjection
{
    private static readonly ProjectionStatement Create = new(
        """
        insert into reports (id, title, text, created_by, created_at, updated_by, updated_at, version)
        select r.id, r.title, r.text, r.by, r.at, r.by, r.at, 1 from json_to_recordset($1) as r(id text, title text, text text, by text, at timestamptz)
        """);

    private static readonly ProjectionStatement Change = new(
        """
        update reports v set title = coalesce(r.title, v.title), text = coalesce(r.text, v.text), deleted = coalesce(r.deleted, v.deleted),
            updated_by = r.by, updated_at = r.at, version = v.version + 1
        from json_to_recordset($1) as r(id text, title text, text text, deleted boolean, by text, at timestamptz) where v.id = r.id
        """);

    public IReadOnlyList<string> Tables { get; } = ["reports"];

    public void Project(StreamEvent recorded, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(batch);
        if (recorded.Data is not ReportEvent data)
            return;
        var id = recorded.StreamId[StreamNames.Report("").Length..];
        switch (data)
        {
            case ReportCreated e:
                batch.Add(Create, $"report/{id}", new { id, e.Title, e.Text, e.By, e.At });
                break;
            case ReportWritten e:
                Add(new { id, title = (string?)null, text = (string?)e.Text, deleted = (bool?)null, e.By, e.At });
                break;
            case ReportRenamed e:
                Add(new { id, title = (string?)e.Title, text = (string?)null, deleted = (bool?)null, e.By, e.At });
                break;
            case ReportDeleted e:
                Add(new { id, title = (string?)null, text = (string?)null, deleted = (bool?)true, e.By, e.At });
                break;
            case ReportRestored e:
                Add(new { id, title = (string?)null, text = (string?)null, deleted = (bool?)false, e.By, e.At });
                break;
        }

        void Add(object row) => batch.Add(Change, $"report/{id}", row);
    }
}
