using Platform.Core.Tracking;

namespace Platform.Web.Tracking;

/// <summary>A run in a table: only what is shown of it, so that a long table stays small.</summary>
/// <param name="Inside">How many runs are nested in it.</param>
/// <param name="Cells">One text a chosen column, empty for nothing.</param>
public sealed record RunRow(
    string Id, string Name, RunStatus Status, long StartTime, long? EndTime, string User, string Source, string SourceTitle, bool Nested, int Inside, IReadOnlyList<(string Shown, string Exact)> Cells)
{
    public static RunRow Of(RunWithMetrics run, IReadOnlyList<RunColumn> columns, int inside)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(columns);
        return new RunRow(
            run.Run.Id, run.Run.Name, run.Run.Status, run.Run.StartTime, run.Run.EndTime, run.Run.User, RunColumn.Source.Shown(run), RunColumn.Source.Exact(run) ?? "",
            run.Run.ParentRunId is not null, inside, [.. columns.Select(c => (c.Shown(run), c.Exact(run) ?? ""))]);
    }
}
