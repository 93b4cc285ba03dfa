using System.Runtime.CompilerServices;
using Platform.Core.Journal;

namespace Platform.Core.Studies;

/// <summary>Reads the events of a sweep and of its trials, reproductions included, in the journal's order.</summary>
internal static class SweepEvents
{
    private const int Page = 5_000;

    /// <summary>The sweep's first event, null if there is no such sweep.</summary>
    public static async Task<RecordedEvent?> CreationAsync(EventJournal journal, string experimentId, CancellationToken cancellation) =>
        (await journal.ReadStreamAsync(StreamNames.Experiment(experimentId), 0, 1, cancellation)) is [var created] ? created : null;

    /// <summary>One pass over the journal from the sweep's creation up to and including <paramref name="upTo"/>.</summary>
    /// <param name="types">Only events of these types; null for all.</param>
    /// <param name="after">Only events above this number.</param>
    public static async IAsyncEnumerable<RecordedEvent> ReadAsync(
        EventJournal journal, string experimentId, long upTo, [EnumeratorCancellation] CancellationToken cancellation, IReadOnlyList<string>? types = null, long after = 0)
    {
        if (await CreationAsync(journal, experimentId, cancellation) is not { } created)
            yield break;
        for (after = Math.Max(after, created.Sequence - 1); ;)
        {
            var page = await journal.ReadSweepAsync(experimentId, after, upTo, Page, types, cancellation);
            foreach (var recorded in page)
                yield return recorded;
            if (page.Count < Page)
                yield break;
            after = page[^1].Sequence;
        }
    }
}
