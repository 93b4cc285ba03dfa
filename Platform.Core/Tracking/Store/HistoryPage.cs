namespace Platform.Core.Tracking.Store;

/// <summary>
/// Gathers the first points of a history that lie after a point, each once. It holds little more than a page, however many points it is shown. Not thread-safe.
/// </summary>
/// <param name="max">Points of the page.</param>
internal sealed class HistoryPage(int max, MetricPoint? after, Comparison<MetricPoint> compare)
{
    private const int Slack = 65_536;

    private readonly List<MetricPoint> _points = [];
    private MetricPoint? _bound; // once there are enough, points after this one are not of the page

    /// <summary>Takes in those of a column's points that may be of the page.</summary>
    public void Add(MetricColumn column)
    {
        for (var i = 0; i < column.Count; i++)
        {
            var point = column[i];
            if ((after is { } first && compare(point, first) <= 0) || (_bound is { } last && compare(point, last) > 0))
                continue;
            _points.Add(point);
            if (_points.Count > (2 * max) + Slack)
                Tidy();
        }
    }

    /// <summary>The first point that is not of the page, so that nothing after it is of interest; null while there are not enough.</summary>
    public MetricPoint? Bound()
    {
        if (_points.Count > max)
            Tidy();
        return _bound;
    }

    /// <summary>The page as it is now.</summary>
    public MetricHistoryPage Finish()
    {
        Tidy();
        return _points.Count <= max ? new MetricHistoryPage(_points, null) : new MetricHistoryPage(_points.GetRange(0, max), _points[max - 1]);
    }

    // Sorted, each once, and one more than the page has.
    private void Tidy()
    {
        var ascending = true;
        for (var i = 1; i < _points.Count && ascending; i++)
            ascending = compare(_points[i - 1], _points[i]) < 0;
        if (!ascending)
        {
            _points.Sort(compare);
            var kept = 1;
            for (var i = 1; i < _points.Count; i++)
            {
                if (compare(_points[i], _points[kept - 1]) != 0)
                    _points[kept++] = _points[i];
            }
            _points.RemoveRange(kept, _points.Count - kept);
        }
        if (_points.Count <= max)
            return;
        _points.RemoveRange(max + 1, _points.Count - max - 1);
        _bound = _points[max];
    }
}
