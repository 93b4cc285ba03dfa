using System.Diagnostics.CodeAnalysis;

namespace Platform.Core.Tracking.Questions;

/// <summary>
/// Runs as they were read last, for pages that are asked for again. Bounded by what the runs hold, not by how many they are; the ones that were asked for
/// longest ago go, half of all at once. Not thread-safe.
/// </summary>
/// <param name="mostValues">Most parameters, tags, data sets and metrics that are held, of all runs together.</param>
internal sealed class HeldRuns(int mostValues)
{
    private Dictionary<string, RunWithMetrics> _young = new(StringComparer.Ordinal);
    private Dictionary<string, RunWithMetrics> _old = new(StringComparer.Ordinal);
    private int _youngValues;

    /// <summary>A run that is held.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out RunWithMetrics? run)
    {
        if (_young.TryGetValue(id, out run))
            return true;
        if (!_old.Remove(id, out run))
            return false;
        Add(run);
        return true;
    }

    /// <summary>Holds a run that is not held, unless it alone is half of what may be held.</summary>
    public void Add(RunWithMetrics run)
    {
        var values = Values(run);
        if (values > mostValues / 2)
            return;
        if (_youngValues + values > mostValues / 2)
        {
            (_old, _young) = (_young, new Dictionary<string, RunWithMetrics>(StringComparer.Ordinal));
            _youngValues = 0;
        }
        _young.Add(run.Run.Id, run);
        _youngValues += values;
    }

    /// <summary>Gives a run up, held or not.</summary>
    public void Remove(string id)
    {
        if (_young.Remove(id, out var run))
            _youngValues -= Values(run);
        else
            _old.Remove(id);
    }

    // A run without any has its row all the same.
    private static int Values(RunWithMetrics run) => 1 + run.Run.Params.Count + run.Run.Tags.Count + run.Run.Inputs.Count + run.Metrics.Count;
}
