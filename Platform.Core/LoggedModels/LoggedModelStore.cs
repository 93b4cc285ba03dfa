using Platform.Core.Commands;
using Platform.Core.Journal;
using Platform.Core.Tracking;

namespace Platform.Core.LoggedModels;

/// <summary>Writes logged models: decide, append at the version that was seen, begin anew if somebody else was faster. Thread-safe.</summary>
public sealed class LoggedModelStore(EventJournal journal)
{
    private const int MaxConflicts = 50;

    private readonly StreamStates<LoggedModel?, LoggedModelEvent> _states = new(journal, null, LoggedModel.Evolve);

    /// <summary>Applies a command to a logged model and returns it as it is then.</summary>
    /// <exception cref="TrackingNotFoundException">There is no such model, and the command does not make one.</exception>
    /// <exception cref="RuleViolation">The rules refuse it; nothing was written.</exception>
    public async Task<LoggedModel> ApplyAsync(string modelId, LoggedModelCommand command, CancellationToken stop = default)
    {
        var stream = StreamNames.LoggedModel(modelId);
        for (var conflicts = 1; ; conflicts++)
        {
            var (state, version) = await _states.LoadAsync(stream, stop);
            if (state is null && command is not CreateLoggedModel)
                throw new TrackingNotFoundException("logged model", modelId);
            var events = LoggedModelDecider.Decide(state, command);
            if (events.Length == 0)
                return state!;
            try
            {
                await journal.AppendAsync(new AppendRequest([new StreamAppend(stream, StreamNames.LoggedModelType, version, events)]), stop);
                return _states.Fold(state, events)!;
            }
            catch (VersionConflictException) when (conflicts < MaxConflicts)
            {
                // Somebody else appended between our load and our append: what they wrote may change the decision.
            }
        }
    }
}
