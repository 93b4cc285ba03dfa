using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.History;

/// <summary>
/// Reads how things were at a moment of the past, by folding their events up to it: at most <see cref="MostEvents"/>, which takes no stored snapshots. Thread-safe.
/// </summary>
public sealed class PastViews(EventJournal journal)
{
    /// <summary>Events that are folded at most.</summary>
    public const int MostEvents = 10_000;

    private const int Page = 1_000;

    // Everything that says how many trials run; epochs, by far the most, do not.
    private static readonly string[] SweepTypes =
    [
        "experiment_created", "trial_proposed", "trial_finished", "search_stopped", "experiment_paused", "experiment_resumed", "experiment_cancelled",
        "sweep_changed", "priority_changed", "experiment_completed", "reproduction_requested", "reproduction_finished", "trial_created", "trial_started",
        "trial_resumed", "trial_suspended", "trial_pruned", "trial_completed", "trial_failed", "trial_cancelled",
    ];

    /// <summary>A trial as it was; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    public async Task<TrialView?> TrialAsync(string id, AsOf moment, CancellationToken stop = default)
    {
        var events = await StreamAsync(StreamNames.Trial(id), 0, moment, e => true, stop);
        if (events is not [{ Data: TrialCreated created }, ..])
            return null;
        // Before the n-th proposal there are the creation and those of the trials before it.
        var proposal = created.ReproducesTrialId is null
            ? await StreamAsync(StreamNames.Experiment(created.ExperimentId), created.Number, moment, e => (e.Data as TrialProposed)?.TrialId == id, stop, onlyFirst: true)
            : [];
        return PastTrial.Of(proposal.Concat(events));
    }

    /// <summary>A sweep as it was; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    public async Task<ExperimentView?> SweepAsync(string id, AsOf moment, CancellationToken stop = default)
    {
        if (await journal.ReadStreamAsync(StreamNames.Experiment(id), 0, 1, stop) is not [var created])
            return null;
        var events = await ReadAsync(after => journal.ReadSweepAsync(id, after, moment.Sequence ?? long.MaxValue, Page, SweepTypes, stop), created.Sequence - 1, e => e.Sequence, moment, e => true, false);
        return PastSweep.Of(events);
    }

    /// <summary>A tracked run as it was; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    public async Task<RunWithMetrics?> RunAsync(string id, AsOf moment, CancellationToken stop = default) => PastRun.Of(await StreamAsync(StreamNames.Run(id), 0, moment, e => true, stop));

    private Task<List<RecordedEvent>> StreamAsync(string stream, long after, AsOf moment, Func<RecordedEvent, bool> wanted, CancellationToken stop, bool onlyFirst = false) =>
        ReadAsync(from => journal.ReadStreamAsync(stream, from, Page, stop), after, e => e.Version, moment, wanted, onlyFirst);

    private static async Task<List<RecordedEvent>> ReadAsync(
        Func<long, Task<IReadOnlyList<RecordedEvent>>> read, long after, Func<RecordedEvent, long> place, AsOf moment, Func<RecordedEvent, bool> wanted, bool onlyFirst)
    {
        var found = new List<RecordedEvent>();
        while (true)
        {
            var page = await read(after);
            foreach (var recorded in page)
            {
                if (!moment.Includes(recorded))
                    return found;
                if (!wanted(recorded))
                    continue;
                found.Add(recorded);
                if (onlyFirst)
                    return found;
                if (found.Count > MostEvents)
                    throw new InvalidInputException("asOf", string.Create(CultureInfo.InvariantCulture, $"lies behind more than {MostEvents:N0} events of this; give an earlier moment, or leave it out for the present."));
            }
            if (page.Count < Page)
                return found;
            after = place(page[^1]);
        }
    }
}
