namespace Platform.Core.Reports;

/// <summary>The facts of one report. Closed: only this assembly adds cases.</summary>
public abstract record ReportEvent
{
    private protected ReportEvent() { }
}

/// <summary>A report was begun.</summary>
/// <param name="Text">Markdown with embedded charts, tables and figures.</param>
/// <param name="By">A name as it was given, not verified; so in the events below.</param>
public sealed record ReportCreated(string ReportId, string Title, string Text, string By, DateTimeOffset At) : ReportEvent;

/// <summary>Its text is another one from now on.</summary>
public sealed record ReportWritten(string Text, string By, DateTimeOffset At) : ReportEvent;

public sealed record ReportRenamed(string Title, string By, DateTimeOffset At) : ReportEvent;

/// <summary>It went into the bin, from which it can be restored.</summary>
public sealed record ReportDeleted(string By, DateTimeOffset At) : ReportEvent;

public sealed record ReportRestored(string By, DateTimeOffset At) : ReportEvent;
