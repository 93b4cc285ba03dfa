using System.Globalization;
using Platform.Core.Erasures;
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
    private const int PageOfBlocks = 20; // events with a binary part of up to a megabyte

    // Everything that says how many trials run; epochs, by far the most, do not.
    private static readonly string[] SweepTypes =
    [
        "experiment_created", "trial_proposed", "trial_finished", "search_stopped", "experiment_paused", "experiment_resumed", "experiment_cancelled",
        "sweep_changed", "priority_changed", "experiment_completed", "reproduction_requested", "reproduction_finished", "trial_created", "trial_started",
        "trial_resumed", "trial_suspended", "trial_pruned", "trial_completed", "trial_failed", "trial_cancelled",
    ];

    /// <summary>A trial as it was; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    /// <exception cref="ErasedException">Its contents were erased.</exception>
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
    /// <exception cref="ErasedException">Its contents were erased.</exception>
    public async Task<ExperimentView?> SweepAsync(string id, AsOf moment, CancellationToken stop = default)
    {
        if (await journal.ReadStreamAsync(StreamNames.Experiment(id), 0, 1, stop) is not [var created])
            return null;
        var events = new List<RecordedEvent>();
        await EachAsync(after => journal.ReadSweepAsync(id, after, moment.Sequence ?? long.MaxValue, Page, SweepTypes, stop), Page, created.Sequence - 1, e => e.Sequence, moment, Keep(events));
        return PastSweep.Of(events);
    }

    /// <summary>A tracked run as it was; null if there was none.</summary>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    /// <exception cref="ErasedException">Its contents were erased.</exception>
    public async Task<RunWithMetrics?> RunAsync(string id, AsOf moment, CancellationToken stop = default)
    {
        var run = new PastRun();
        await EachAsync(from => journal.ReadStreamAsync(StreamNames.Run(id), from, PageOfBlocks, stop), PageOfBlocks, 0, e => e.Version, moment, recorded =>
        {
            run.Add(recorded);
            return true;
        });
        return run.ToRun();
    }

    private async Task<List<RecordedEvent>> StreamAsync(string stream, long after, AsOf moment, Func<RecordedEvent, bool> wanted, CancellationToken stop, bool onlyFirst = false)
    {
        var found = new List<RecordedEvent>();
        await EachAsync(from => journal.ReadStreamAsync(stream, from, Page, stop), Page, after, e => e.Version, moment, recorded =>
        {
            if (wanted(recorded))
                found.Add(recorded);
            return !onlyFirst || found.Count == 0;
        });
        return found;
    }

    private static Func<RecordedEvent, bool> Keep(List<RecordedEvent> events) => recorded =>
    {
        events.Add(recorded);
        return true;
    };

    // Gives the events up to the moment to what takes them, until that has enough.
    private static async Task EachAsync(
        Func<long, Task<IReadOnlyList<RecordedEvent>>> read, int size, long after, Func<RecordedEvent, long> place, AsOf moment, Func<RecordedEvent, bool> take)
    {
        for (var seen = 0; ;)
        {
            var page = await read(after);
            foreach (var recorded in page)
            {
                if (recorded.Data is ErasedEvent)
                    throw new ErasedException($"The contents of {recorded.StreamId} were erased: how it was at a moment of the past is not known any more.");
                if (!moment.Includes(recorded) || !take(recorded))
                    return;
                if (++seen > MostEvents)
                    throw new InvalidInputException("asOf", string.Create(CultureInfo.InvariantCulture, $"lies behind more than {MostEvents:N0} events of this; give an earlier moment, or leave it out for the present."));
            }
            if (page.Count < size)
                return;
            after = place(page[^1]);
        }
    }
}
