using System.Globalization;
using Platform.Core.Journal;
using Platform.Core.Trials;

namespace Platform.Core.Studies;

/// <summary>
/// Computes every decision of a sweep again from the journal: each from exactly the events up to its <c>basedOn</c>, the sweep's seed and
/// the trial's number, in one pass. Finished and running sweeps, sequential and parallel ones. Nothing is written.
/// </summary>
public sealed class SweepVerifier(EventJournal journal, PastStudies pasts)
{
    private static readonly string[] DecisionTypes = ["trial_proposed", "trial_pruned", "search_stopped"];

    /// <summary>Identical, or the first decision that differs. Null if there is no such sweep. Cost: one proposal each, and one read of the sweep's events.</summary>
    /// <exception cref="Search.SpaceException">The sweep's space, sampler or pruner is not one that this version knows.</exception>
    public async Task<SweepVerification?> VerifyAsync(string experimentId, CancellationToken cancellation = default)
    {
        var upTo = await journal.LastSequenceAsync(cancellation);
        var decisions = await DecisionsAsync(experimentId, upTo, cancellation);
        var replay = new StudyReplay();
        StudyFold? study = null;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var versions = new SortedSet<string>(StringComparer.Ordinal);
        DecisionDifference? difference = null;
        await foreach (var recorded in SweepEvents.ReadAsync(journal, experimentId, upTo, cancellation))
        {
            await CheckAsync(recorded.Sequence);
            if (difference is not null)
                break;
            replay.Take(recorded);
            if (recorded.Data is TrialStarted { Environment.CodeVersion: var started })
                versions.Add(started);
        }
        if (difference is null)
            await CheckAsync(long.MaxValue);
        return replay.Experiment.Spec is null
            ? null
            : Report(experimentId, upTo, counts.GetValueOrDefault("trial_proposed"), counts.GetValueOrDefault("trial_pruned"), counts.GetValueOrDefault("search_stopped"), difference, [.. versions]);

        // Every decision whose snapshot ends before the next event.
        async Task CheckAsync(long next)
        {
            while (difference is null && decisions.TryPeek(out var decision, out var place) && place.BasedOn < next)
            {
                decisions.Dequeue();
                study ??= new StudyFold(replay.Experiment.Spec!, await pasts.OfAsync(experimentId, replay.Experiment.Spec!, cancellation), replay.Experiment.Changes);
                replay.Tell(study);
                difference = DecisionCheck.Of(decision, replay, study);
                counts[decision.Type] = counts.GetValueOrDefault(decision.Type) + 1;
            }
        }
    }

    // In the order of what they were based on; the journal's order is that of their recording.
    private async Task<PriorityQueue<RecordedEvent, (long BasedOn, long Sequence)>> DecisionsAsync(string experimentId, long upTo, CancellationToken cancellation)
    {
        var decisions = new PriorityQueue<RecordedEvent, (long BasedOn, long Sequence)>();
        await foreach (var recorded in SweepEvents.ReadAsync(journal, experimentId, upTo, cancellation, DecisionTypes))
            decisions.Enqueue(recorded, (DecisionCheck.BasedOn(recorded.Data)!.Value, recorded.Sequence));
        return decisions;
    }

    private static SweepVerification Report(
        string id, long upTo, int proposals, int prunings, int stops, DecisionDifference? difference, IReadOnlyList<string> versions)
    {
        var counted = string.Create(CultureInfo.InvariantCulture, $"{Count(proposals, "proposal")} and {Count(prunings, "pruning")}{(stops > 0 ? " and the end of the search" : "")}");
        var summary = difference is null
            ? $"Identical: {counted} of sweep {id} came out again bit by bit."
            : $"The {difference.Decision}{(difference.TrialId is { } trial ? $" of trial {trial}" : "")} differs in {difference.What}: the journal has {difference.Found.TrimEnd('.')}, "
                + $"the computation gives {difference.Expected.TrimEnd('.')}. The sweep ran on version {string.Join(", ", versions)}; a newer search may decide otherwise.";
        return new SweepVerification(id, difference is null, proposals, prunings, stops, upTo, difference, versions, summary);
    }

    private static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
