using Platform.Core.Erasures;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.Tracking;

namespace Platform.Core.Reports;

/// <summary>Reads a metric's points as they were at a moment of the past, from the events of its run.</summary>
public sealed class PastCurve(EventJournal journal)
{
    private const int Page = 20; // events with a binary part of up to a megabyte

    /// <summary>All points by step or by time, a long curve in parts (<see cref="CurveParts"/>); none if the run had none.</summary>
    /// <param name="runId">A run from outside.</param>
    /// <param name="byTime">Whether the curve is drawn over time.</param>
    /// <exception cref="InvalidInputException">The moment lies behind too many events.</exception>
    /// <exception cref="ErasedException">The run's contents were erased.</exception>
    public async Task<IReadOnlyList<CurvePart>> OfAsync(string runId, string metric, bool byTime, PastMoment moment, CancellationToken stop = default)
    {
        var curve = new CurveParts(byTime);
        long after = 0;
        var read = 0;
        while (true)
        {
            var page = await journal.ReadStreamAsync(StreamNames.Run(runId), after, Page, stop);
            foreach (var recorded in page)
            {
                if (recorded.Sequence > moment.Sequence)
                    return curve.ToList();
                if (recorded.Data is ErasedEvent)
                    throw new ErasedException($"The contents of run {runId} were erased: how it was at a moment of the past is not known any more.");
                if (++read > PastViews.MostEvents)
                    throw new InvalidInputException("frozen", $"lies behind more than {PastViews.MostEvents} events of run {runId}; freeze at an earlier one.");
                if (recorded.Data is MetricsLogged logged && MetricBlock.Decode(logged.Block, metric) is { } column)
                {
                    for (var i = 0; i < column.Count; i++)
                        curve.Add(column[i]);
                }
            }
            if (page.Count < Page)
                return curve.ToList();
            after = page[^1].Version;
        }
    }
}
