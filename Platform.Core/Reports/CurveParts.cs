using System.Runtime.InteropServices;
using Platform.Core.Tracking;

namespace Platform.Core.Reports;

/// <summary>
/// A curve of any length in little memory: points stay what they are while they are few, then neighbours become parts of about equally many points with their true minimum and
/// maximum. Points may come in any order; what lies between two points of a part belongs to it if it came early enough. O(n log n). Not thread-safe.
/// </summary>
/// <param name="byTime">Whether neighbours are so in time, for a curve that is drawn over it: steps may begin anew. Else by step.</param>
public sealed class CurveParts(bool byTime = false)
{
    /// <summary>Points that are kept one by one, and the most parts that a longer curve has.</summary>
    public const int Most = 1_500;

    private static readonly Comparison<CurvePart> ByTime = (a, b) => a.LastTime != b.LastTime ? a.LastTime.CompareTo(b.LastTime) : a.LastStep.CompareTo(b.LastStep);
    private static readonly Comparison<CurvePart> ByStep = (a, b) => a.LastStep != b.LastStep ? a.LastStep.CompareTo(b.LastStep) : a.LastTime.CompareTo(b.LastTime);

    private readonly Comparison<CurvePart> _order = byTime ? ByTime : ByStep;
    private readonly List<CurvePart> _parts = [];
    private long _points;

    /// <summary>Takes a point.</summary>
    public void Add(MetricPoint point)
    {
        var number = double.IsFinite(point.Value) ? point.Value : double.NaN;
        _parts.Add(new CurvePart(point.Step, point.Time, point.Value, 1, number, number));
        _points++;
        if (_parts.Count == 4 * Most)
            Merge();
    }

    /// <summary>The curve in its order: its points if they are at most <see cref="Most"/>, else at most as many parts of it.</summary>
    public IReadOnlyList<CurvePart> ToList()
    {
        if (_parts.Count > Most)
            Merge();
        else
            _parts.Sort(_order);
        return [.. _parts];
    }

    // Any two neighbours together have more points than a part is to have, so there are at most Most.
    private void Merge()
    {
        _parts.Sort(_order);
        var wanted = ((2 * _points) + Most - 1) / Most;
        var kept = 0;
        var parts = CollectionsMarshal.AsSpan(_parts);
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[kept].Count + parts[i].Count <= wanted)
                parts[kept] = Joined(parts[kept], parts[i]);
            else
                parts[++kept] = parts[i];
        }
        _parts.RemoveRange(kept + 1, _parts.Count - kept - 1);
    }

    private static CurvePart Joined(in CurvePart one, in CurvePart next) =>
        new(next.LastStep, next.LastTime, next.Last, one.Count + next.Count, double.MinNumber(one.Min, next.Min), double.MaxNumber(one.Max, next.Max));
}
