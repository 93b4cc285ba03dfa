namespace Platform.Web.Reports;

/// <summary>A part of a report: Markdown, or a block that is drawn from data.</summary>
/// <param name="Text">The Markdown; of a block what stands between its fences.</param>
/// <param name="Block">Null for Markdown, and for a block that cannot be read.</param>
/// <param name="Problem">Why a block cannot be read, and how to mend it; null otherwise.</param>
/// <param name="Number">Of the block in its report, from 1: its place in the address. 0 for Markdown.</param>
public sealed record ReportSegment(string Text, ReportBlock? Block, string? Problem, int Number)
{
    /// <summary>Whether it is Markdown.</summary>
    public bool IsText => Number == 0;
}
