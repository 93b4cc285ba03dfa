using System.Diagnostics;

namespace Platform.Core.Reports;

/// <summary>A report, folded from its events.</summary>
/// <param name="UpdatedBy">Who changed it last.</param>
/// <param name="Version">How many events it has.</param>
public sealed record Report(string Id, string Title, string Text, string CreatedBy, DateTimeOffset CreatedAt, string UpdatedBy, DateTimeOffset UpdatedAt, bool Deleted, long Version)
{
    /// <summary>The report after an event; null stands for one that is not there yet.</summary>
    public static Report? Evolve(Report? report, ReportEvent @event) => (report, @event) switch
    {
        (null, ReportCreated e) => new Report(e.ReportId, e.Title, e.Text, e.By, e.At, e.By, e.At, Deleted: false, Version: 1),
        ({ } r, ReportWritten e) => r.By(e.By, e.At) with { Text = e.Text },
        ({ } r, ReportRenamed e) => r.By(e.By, e.At) with { Title = e.Title },
        ({ } r, ReportDeleted e) => r.By(e.By, e.At) with { Deleted = true },
        ({ } r, ReportRestored e) => r.By(e.By, e.At) with { Deleted = false },
        _ => throw new UnreachableException($"Report does not know {@event?.GetType().Name}{(report is null ? " as its first event" : "")}."),
    };

    private Report By(string by, DateTimeOffset at) => this with { UpdatedBy = by, UpdatedAt = at, Version = Version + 1 };
}
