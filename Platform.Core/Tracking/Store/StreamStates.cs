using System.Collections.Concurrent;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Decides commands on streams and appends what follows. States are kept with the version that they will have once what is under way is committed, so
/// appends to one stream follow one another without waiting for each commit. Each is written only if the one before it is, at the version that it
/// expects: so a decision is written only on the state that it was made on, whatever other processes write. Otherwise the state is read again and the
/// command decided anew. What no event answers (a refusal, nothing to do) is only said of a state that was just read. Thread-safe.
/// </summary>
/// <param name="load">Reads a state and the version of its stream in one statement; null and 0 if it is not there.</param>
/// <param name="decide">The rules: identity, state, command → events.</param>
/// <param name="evolve">The state after an event.</param>
/// <param name="by">Who asked, if the command says so.</param>
/// <param name="mark">
/// The mark of an event of a command that adds nothing when an event of the same mark was written shortly before, as a batch that comes again because its answer was lost; such
/// an event is left out. Null for one that always counts.
/// </param>
internal sealed class StreamStates<TState, TCommand, TEvent>(
    EventJournal journal,
    Func<string, string> streamOf,
    string streamType,
    Func<string, CancellationToken, Task<(TState? State, long Version)>> load,
    Func<string, TState?, TCommand, TEvent[]> decide,
    Func<TState?, TEvent, TState> evolve,
    Func<TCommand, string?>? by = null,
    Func<TCommand, TEvent, UInt128?>? mark = null)
    where TState : class
    where TEvent : class
{
    private const int MaxConflicts = 50;
    private const int Capacity = 10_000;
    private const int MarksKept = 16; // of a stream

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>
    /// Applies a command; answers the state after it, durable, with the events written, the version of the last, and the state just before them: null
    /// where the stream began; the same as after where nothing is written.
    /// </summary>
    public async Task<(TState State, TEvent[] Events, long Version, TState? Before)> ApplyAsync(
        string id, TCommand command, string? commandId, AppendCompanion? companion, CancellationToken stop)
    {
        for (var conflicts = 1; ; conflicts++)
        {
            var entry = Open(id);
            try
            {
                var (before, next, events, version, pending) = await DecideAsync(id, entry, command, commandId, companion, stop);
                if (pending is null)
                    return (next, [], version, before);
                if (!(await pending.WaitAsync(stop)).WasRepeat)
                    return (next, events, version, before);
                Forget(id, entry);
                var (state, present) = await load(id, stop);
                state = state ?? throw new RuleViolation($"The command id '{commandId}' was used before, for something else; use a new one.");
                return (state, [], present, state);
            }
            catch (VersionConflictException) when (conflicts < MaxConflicts)
            {
                Forget(id, entry); // another process was faster, or an append before this one failed
            }
            catch (Exception error) when (!IsRefusal(error) || entry.State is null)
            {
                Forget(id, entry);
                throw;
            }
        }
    }

    private async Task<(TState? Before, TState Next, TEvent[] Events, long Version, Task<AppendResult>? Pending)> DecideAsync(
        string id, Entry entry, TCommand command, string? commandId, AppendCompanion? companion, CancellationToken stop)
    {
        await entry.Turn.WaitAsync(stop);
        try
        {
            var fresh = entry.State is null;
            if (fresh)
                await ReadAsync(id, entry, stop);
            var events = New(entry, command, fresh ? await DecideFreshAsync(id, entry, command, commandId, stop) : TryDecide(id, entry.State, command), fresh);
            if (events is null or [] && !fresh)
            {
                await entry.Last.ContinueWith(_ => { }, stop, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                await ReadAsync(id, entry, stop);
                events = New(entry, command, await DecideFreshAsync(id, entry, command, commandId, stop), fresh: true);
            }
            if (events is null or [])
                return (entry.State, entry.State!, [], entry.Version, null);
            var ticket = new AppendTicket();
            var append = new AppendRequest([new StreamAppend(streamOf(id), streamType, entry.Version, events)], commandId, By: by?.Invoke(command))
            {
                Companion = companion, Ticket = ticket, After = entry.LastTicket,
            };
            var pending = journal.AppendAsync(append, CancellationToken.None);
            var before = entry.State;
            entry.State = events.Aggregate(before, evolve);
            entry.Version += events.Length;
            (entry.Last, entry.LastTicket) = (pending, ticket);
            Remember(entry, command, events, pending);
            return (before, entry.State!, events, entry.Version, pending);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    // Without the events that were written shortly before. What is under way counts as written where the append that follows it fails with it: not for an answer of its own.
    private TEvent[]? New(Entry entry, TCommand command, TEvent[]? events, bool fresh) => mark is null || events is null || entry.Marks.Count == 0 ? events
        : Array.FindAll(events, e => mark(command, e) is not { } found || !entry.Marks.Exists(known => known.Mark == found && (fresh ? known.Append.IsCompletedSuccessfully : !known.Append.IsFaulted && !known.Append.IsCanceled)));

    private void Remember(Entry entry, TCommand command, TEvent[] events, Task append)
    {
        foreach (var e in mark is null ? [] : events)
        {
            if (mark!(command, e) is not { } found)
                continue;
            if (entry.Marks.Count == MarksKept)
                entry.Marks.RemoveAt(0);
            entry.Marks.Add((found, append));
        }
    }

    private async Task ReadAsync(string id, Entry entry, CancellationToken stop)
    {
        (entry.State, entry.Version) = await load(id, stop);
        (entry.Last, entry.LastTicket) = (Task.CompletedTask, null); // what was just read follows nothing that is under way
    }

    private TEvent[]? TryDecide(string id, TState? state, TCommand command)
    {
        try
        {
            return decide(id, state, command);
        }
        catch (Exception error) when (IsRefusal(error))
        {
            return null;
        }
    }

    // Null stands for a command that was answered before, whatever the rules say to it now.
    private async Task<TEvent[]?> DecideFreshAsync(string id, Entry entry, TCommand command, string? commandId, CancellationToken stop)
    {
        try
        {
            return decide(id, entry.State, command);
        }
        catch (Exception error) when (IsRefusal(error) && commandId is not null && entry.State is not null)
        {
            if (await journal.FindAnswerAsync(commandId, stop) is null)
                throw;
            return null;
        }
    }

    private static bool IsRefusal(Exception error) => error is RuleViolation or InvalidInputException or TrackingNotFoundException;

    private void Forget(string id, Entry entry) => _known.TryRemove(KeyValuePair.Create(id, entry));

    private Entry Open(string id)
    {
        if (_known.Count >= Capacity && !_known.ContainsKey(id))
            _known.Clear(); // rare; who still works with a forgotten entry is protected by the expected version
        return _known.GetOrAdd(id, _ => new Entry());
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public TState? State { get; set; }

        public long Version { get; set; }

        /// <summary>The last append that is under way, and what the next one follows; none after the state was read.</summary>
        public Task Last { get; set; } = Task.CompletedTask;

        public AppendTicket? LastTicket { get; set; }

        /// <summary>Marks of events that were written last, with the appends that write them, the oldest first.</summary>
        public List<(UInt128 Mark, Task Append)> Marks { get; } = [];
    }
}
