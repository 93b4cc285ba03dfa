using Platform.Core.Journal;

namespace Platform.Core.Telemetry;

/// <summary>Reads what silos told of trials besides their training. Nothing of it has views: a page reads a trial's stream once and then what was added. Thread-safe.</summary>
public sealed class TrialTelemetry(EventJournal journal)
{
    private const int Page = 1_000;

    /// <summary>A trial's use of machines, and what was added since an earlier look at it.</summary>
    /// <param name="known">The earlier look; null for none.</param>
    public async Task<MachineUse> MachineUseAsync(string trialId, MachineUse? known = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(trialId);
        var use = known ?? MachineUse.None;
        var added = new List<(long, TelemetryEvent)>();
        for (var after = use.Version; ;)
        {
            var events = await journal.ReadStreamAsync(StreamNames.Telemetry(trialId), after, Page, stop);
            added.AddRange(events.Where(e => e.Data is TelemetryEvent).Select(e => (e.Version, (TelemetryEvent)e.Data)));
            if (events.Count < Page)
                return added.Count == 0 ? use : use.With(added);
            after = events[^1].Version;
        }
    }

    /// <summary>What silos logged about a trial after an event of its telemetry, at most a thousand events of it at once.</summary>
    /// <returns>The last event that was looked at, <paramref name="after"/> if there is none, and what was logged.</returns>
    public async Task<(long Version, IReadOnlyList<TrialOutputLogged> Logged)> OutputAsync(string trialId, long after = 0, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(trialId);
        var events = await journal.ReadStreamAsync(StreamNames.Telemetry(trialId), after, Page, blocks: false, stop);
        return events.Count == 0 ? (after, []) : (events[^1].Version, [.. events.Select(e => e.Data).OfType<TrialOutputLogged>()]);
    }
}
