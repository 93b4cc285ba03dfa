using Platform.Core.Commands;
using Platform.Core.Journal;

namespace Platform.Core.Reports;

/// <summary>Writes reports: decide, append at the version that was seen, begin anew if somebody else was faster. Thread-safe.</summary>
public sealed class ReportStore(EventJournal journal)
{
    private const int MaxConflicts = 50;

    private readonly StreamStates<Report?, ReportEvent> _states = new(journal, null, Report.Evolve);

    /// <summary>Applies a command to a report and returns it as it is then.</summary>
    /// <param name="commandId">If given, a repeat of the same id changes nothing.</param>
    /// <exception cref="RuleViolation">The rules refuse it, or there is no such report; nothing was written.</exception>
    /// <exception cref="InvalidInputException">The title or the text is empty, too long, or cannot be stored.</exception>
    public async Task<Report> ApplyAsync(string reportId, ReportCommand command, string? commandId = null, CancellationToken stop = default)
    {
        var stream = StreamNames.Report(reportId);
        for (var conflicts = 1; ; conflicts++)
        {
            var (state, version) = await _states.LoadAsync(stream, stop);
            ReportEvent[] events;
            try
            {
                events = ReportDecider.Decide(state, command);
            }
            catch (RuleViolation) when (commandId is not null && state is not null)
            {
                // What the first request did may be why its repeat is refused; but it was done.
                if (await journal.FindAnswerAsync(commandId, stop) is null)
                    throw;
                return state;
            }
            if (events.Length == 0)
                return state!;
            try
            {
                var result = await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.ReportType, version, events)], commandId), stop);
                return result.WasRepeat ? (await _states.LoadAsync(stream, stop)).State! : _states.Fold(state, events)!;
            }
            catch (VersionConflictException) when (conflicts < MaxConflicts)
            {
                // Somebody else appended between our load and our append: what they wrote may change the decision.
            }
        }
    }
}
