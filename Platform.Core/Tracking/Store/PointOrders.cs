namespace Platform.Core.Tracking.Store;

/// <summary>By step, time and value.</summary>
internal readonly struct ByStep : IComparer<MetricPoint>
{
    public int Compare(MetricPoint x, MetricPoint y) => x.CompareTo(y);
}

/// <summary>By time, step and value.</summary>
internal readonly struct ByTime : IComparer<MetricPoint>
{
    public int Compare(MetricPoint x, MetricPoint y) => MetricPoint.CompareByTime(x, y);
}

/// <summary>As <see cref="ByTime"/>, the latest first.</summary>
internal readonly struct NewestFirst : IComparer<MetricPoint>
{
    public int Compare(MetricPoint x, MetricPoint y) => MetricPoint.CompareByTime(y, x);
}
