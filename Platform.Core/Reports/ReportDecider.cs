using System.Globalization;

namespace Platform.Core.Reports;

/// <summary>The rules of reports: what is deleted takes nothing but its return, and nobody writes over what he has not seen. Pure.</summary>
public static class ReportDecider
{
    /// <summary>Characters of a title.</summary>
    public const int LongestTitle = 200;

    /// <summary>Characters of a text.</summary>
    public const int LongestText = 200_000;

    /// <exception cref="RuleViolation">The rules refuse it; nothing is written.</exception>
    /// <exception cref="InvalidInputException">The title or the text is empty, too long, or cannot be stored.</exception>
    public static ReportEvent[] Decide(Report? report, ReportCommand command)
    {
        if (command is CreateReport create)
        {
            Check(create.Title, create.Text);
            return report is null ? [new ReportCreated(create.ReportId, create.Title, create.Text, create.By, create.At)] : [];
        }
        if (report is null)
            throw new RuleViolation("There is no such report.");
        return command switch
        {
            WriteReport c => Write(report, c),
            DeleteReport c => report.Deleted ? [] : [new ReportDeleted(c.By, c.At)],
            RestoreReport c => report.Deleted ? [new ReportRestored(c.By, c.At)] : [],
            _ => throw new RuleViolation($"A report does not know {command?.GetType().Name}."),
        };
    }

    private static ReportEvent[] Write(Report report, WriteReport c)
    {
        Check(c.Title, c.Text);
        if (report.Deleted)
            throw new RuleViolation($"The report '{report.Title}' is deleted; restore it first.");
        var (renamed, rewritten) = (c.Title != report.Title, c.Text != report.Text);
        if ((renamed || rewritten) && c.Seen is { } seen && seen != report.Version)
            throw new RuleViolation(string.Create(CultureInfo.InvariantCulture, $"{report.UpdatedBy} has changed the report meanwhile, at {report.UpdatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; nothing was saved. Keep your text, open the report as it is now, and put both together."));
        return
        [
            .. renamed ? new ReportEvent[] { new ReportRenamed(c.Title, c.By, c.At) } : [],
            .. rewritten ? new ReportEvent[] { new ReportWritten(c.Text, c.By, c.At) } : [],
        ];
    }

    private static void Check(string title, string text)
    {
        if (string.IsNullOrWhiteSpace(title) || title.Length > LongestTitle || title.Any(char.IsControl))
            throw new InvalidInputException("title", $"must have 1 to {LongestTitle} characters on one line, not only spaces.");
        if (text.Length > LongestText)
            throw new InvalidInputException("text", string.Create(CultureInfo.InvariantCulture, $"has {text.Length} characters; give at most {LongestText}."));
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new InvalidInputException("text", "holds a null character; remove it.");
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                throw new InvalidInputException("text", string.Create(CultureInfo.InvariantCulture, $"holds half a character at position {i}; send whole ones."));
        }
    }
}
