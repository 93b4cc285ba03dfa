using System.Runtime.CompilerServices;

namespace Platform.Core.Tracking.Store;

/// <summary>
/// Gathers the first points of a history that lie after a point, each once. It holds little more than a page, however many points it is shown. Not thread-safe.
/// Its loops see every point, and few of a process's requests run long enough for the runtime to find that out: they are compiled for speed from the start.
/// </summary>
/// <typeparam name="TOrder">Compares points; a structure, so that the comparison stands in the loops themselves.</typeparam>
/// <param name="max">Points of the page.</param>
internal sealed class HistoryPage<TOrder>(int max, MetricPoint? after) : IHistoryPage
    where TOrder : struct, IComparer<MetricPoint>
{
    private const int Slack = 65_536;

    private readonly List<MetricPoint> _points = [];
    private MetricPoint? _bound; // once there are enough, points after this one are not of the page

    /// <inheritdoc/>
    public int Missing => Math.Max(0, max + 1 - _points.Count);

    /// <inheritdoc/>
    public void Expect(long points) => _points.EnsureCapacity((int)Math.Min(_points.Count + points, (2L * max) + Slack + 1));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(MetricColumn column)
    {
        TOrder order = default;
        var (first, last) = (after ?? default, _bound ?? default);
        var (hasFirst, hasLast) = (after is not null, _bound is not null);
        var (steps, times, values) = (column.Steps, column.Times, column.Values);
        for (var i = 0; i < steps.Length; i++)
        {
            var point = new MetricPoint(steps[i], times[i], values[i]);
            if ((hasFirst && order.Compare(point, first) <= 0) || (hasLast && order.Compare(point, last) > 0))
                continue;
            _points.Add(point);
            if (_points.Count <= (2 * max) + Slack)
                continue;
            Tidy();
            (hasLast, last) = (_bound is not null, _bound ?? default);
        }
    }

    /// <inheritdoc/>
    public MetricPoint? Bound()
    {
        if (_points.Count > max)
            Tidy();
        return _bound;
    }

    /// <inheritdoc/>
    public MetricHistoryPage Finish()
    {
        Tidy();
        if (_points.Count <= max)
            return new MetricHistoryPage(_points, null);
        _points.RemoveRange(max, _points.Count - max);
        return new MetricHistoryPage(_points, _points[^1]);
    }

    // Sorted, each once, and one more than the page has.
    private void Tidy()
    {
        if (!IsAscending())
        {
            TOrder order = default;
            _points.Sort(order);
            var kept = 1;
            for (var i = 1; i < _points.Count; i++)
            {
                if (order.Compare(_points[i], _points[kept - 1]) != 0)
                    _points[kept++] = _points[i];
            }
            _points.RemoveRange(kept, _points.Count - kept);
        }
        if (_points.Count <= max)
            return;
        _points.RemoveRange(max + 1, _points.Count - max - 1);
        _bound = _points[max];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsAscending()
    {
        TOrder order = default;
        var points = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_points);
        for (var i = 1; i < points.Length; i++)
        {
            if (order.Compare(points[i - 1], points[i]) >= 0)
                return false;
        }
        return true;
    }
}
