namespace Platform.Core.Tracking;

/// <summary>The points of one metric in a block, ascending, each once. Columns of a block may share their arrays: they are not to be changed.</summary>
/// <param name="Key">The metric.</param>
/// <param name="Steps">At least one.</param>
/// <param name="Times">Unix milliseconds, as many.</param>
/// <param name="Values">As many.</param>
public sealed record MetricColumn(string Key, long[] Steps, long[] Times, double[] Values)
{
    /// <summary>How many points there are.</summary>
    public int Count => Steps.Length;

    /// <summary>The i-th point.</summary>
    public MetricPoint this[int i] => new(Steps[i], Times[i], Values[i]);
}
