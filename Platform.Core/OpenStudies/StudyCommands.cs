namespace Platform.Core.OpenStudies;

/// <summary>What can be asked of an open study. Each carries its time: the rules have no clock.</summary>
public abstract record StudyCommand
{
    private protected StudyCommand() { }
}

public sealed record CreateStudy(string StudyId, StudySpec Spec, string By, DateTimeOffset At) : StudyCommand;

/// <summary>Propose <paramref name="Count"/> trials; a repeat of the same <paramref name="Command"/> gets the first answer.</summary>
public sealed record AskTrials(int Count, string? Command, DateTimeOffset At) : StudyCommand;

/// <summary>Intermediate values from <paramref name="Epoch"/> on; those known already are passed over, and so is a repeat of the same <paramref name="Command"/>.</summary>
public sealed record ReportValues(int Trial, int Epoch, IReadOnlyList<double> Values, DateTimeOffset At, string? Command = null) : StudyCommand;

/// <summary>End a trial. The same told again changes nothing.</summary>
public sealed record TellTrial(int Trial, StudyOutcome Outcome, IReadOnlyList<double> Values, IReadOnlyList<double> Constraints, DateTimeOffset At) : StudyCommand;
