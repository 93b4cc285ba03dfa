using System.Collections.Concurrent;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Core.OpenStudies;

/// <summary>
/// Open studies on the journal: one stream a study, one writer at a time in this process, expected versions against those in others. Folded
/// states are kept, so that an ask costs its sampler's time and one append; losing them costs a fold, never an answer. Thread-safe.
/// </summary>
public sealed class StudyStore(EventJournal journal, NpgsqlDataSource database)
{
    private const int MaxConflicts = 50;
    private const int Capacity = 500;

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>The study as it is now; null if there is none.</summary>
    public async Task<OpenStudy?> FindAsync(string studyId, CancellationToken stop = default)
    {
        var entry = Open(studyId);
        await entry.Turn.WaitAsync(stop);
        try
        {
            await CatchUpAsync(studyId, entry, stop);
            return entry.State.Spec is null ? null : entry.State;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>Applies a command and returns the state after it, durable.</summary>
    /// <exception cref="RuleViolation">The rules refuse it; nothing was written.</exception>
    public async Task<OpenStudy> ApplyAsync(string studyId, StudyCommand command, CancellationToken stop = default)
    {
        var entry = Open(studyId);
        await entry.Turn.WaitAsync(stop);
        try
        {
            for (var conflicts = 1; ; conflicts++)
            {
                await CatchUpAsync(studyId, entry, stop);
                var (events, next) = StudyDecider.Decide(entry.State, command);
                if (events.Count == 0)
                    return next;
                try
                {
                    var result = await journal.AppendAsync(new AppendRequest(StreamNames.Study(studyId), StreamNames.StudyType, entry.Version, events), stop);
                    if (command is CreateStudy)
                        await CatchUpAsync(studyId, entry, stop); // the journal orders a space's members its own way, and everybody is to see the same
                    else
                        (entry.State, entry.Version) = (next, result.Versions[0]);
                    return entry.State;
                }
                catch (VersionConflictException) when (conflicts < MaxConflicts)
                {
                    // Another process was faster: what it wrote may change the decision.
                }
            }
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>Studies, newest first, without folding any: what their first event says and how long their streams are.</summary>
    public async Task<IReadOnlyList<StudySummary>> ListAsync(int limit, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand(
            """
            select s.version, s.timestamp, e.data::text from mt_streams s join mt_events e on e.stream_id = s.id and e.version = 1
            where s.type = $1 order by e.seq_id desc limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = StreamNames.StudyType });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        var studies = new List<StudySummary>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            var created = (StudyCreated)PlatformEvents.Types.Read("study_created", reader.GetString(2));
            studies.Add(new StudySummary(
                created.StudyId, created.Spec, created.By, created.At, reader.GetInt64(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, stop)));
        }

        return studies;
    }

    private async Task CatchUpAsync(string studyId, Entry entry, CancellationToken stop)
    {
        foreach (var recorded in await journal.ReadStreamAsync(StreamNames.Study(studyId), entry.Version, stop))
            (entry.State, entry.Version) = (entry.State.Evolve((StudyEvent)recorded.Data), recorded.Version);
    }

    private Entry Open(string studyId)
    {
        if (_known.Count >= Capacity && !_known.ContainsKey(studyId))
            _known.Clear(); // rare; who still waits in a forgotten entry is protected by the expected version
        return _known.GetOrAdd(studyId, _ => new Entry());
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public OpenStudy State { get; set; } = OpenStudy.Initial;

        public long Version { get; set; }
    }
}
