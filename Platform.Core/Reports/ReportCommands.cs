namespace Platform.Core.Reports;

/// <summary>What can be asked of a report.</summary>
/// <param name="By">A name as it was given, not verified.</param>
public abstract record ReportCommand(string By, DateTimeOffset At);

public sealed record CreateReport(string ReportId, string Title, string Text, string By, DateTimeOffset At) : ReportCommand(By, At);

/// <summary>Give it another title and text.</summary>
/// <param name="Seen">The version that was edited: another one now means that somebody else wrote meanwhile. Null to write over whatever there is.</param>
public sealed record WriteReport(string Title, string Text, long? Seen, string By, DateTimeOffset At) : ReportCommand(By, At);

public sealed record DeleteReport(string By, DateTimeOffset At) : ReportCommand(By, At);

public sealed record RestoreReport(string By, DateTimeOffset At) : ReportCommand(By, At);
