namespace Platform.Web.Api;

/// <summary>A report's title and text.</summary>
/// <param name="Seen">The version that was edited; if it is another now, nothing is written. Left out to write over whatever there is.</param>
internal sealed record ReportTextBody(string Title, string Text, long? Seen = null);

/// <summary>A block's data.</summary>
/// <param name="Frozen">The event as of which it is; null for the present.</param>
/// <param name="Metric">Of a chart.</param>
/// <param name="Points">Of all its lines.</param>
internal sealed record ReportBlockAnswer(int Number, string Kind, long? Frozen, string? Metric, int Points, IReadOnlyList<string> Runs, IReadOnlyList<Charts.SeriesLine> Lines);
