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
        for (var after = use.Version; ; after = added[^1].Item1)
        {
            var events = await journal.ReadStreamAsync(StreamNames.Telemetry(trialId), after, Page, stop);
            added.AddRange(events.Select(e => (e.Version, (TelemetryEvent)e.Data)));
            if (events.Count < Page)
                return added.Count == 0 ? use : use.With(added);
        }
    }
}
