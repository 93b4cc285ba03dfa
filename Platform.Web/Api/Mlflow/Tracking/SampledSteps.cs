using Platform.Core.Tracking;

namespace Platform.Web.Api.Mlflow;

/// <summary>Which steps of long histories are shown.</summary>
internal static class SampledSteps
{
    /// <summary>At most about <paramref name="max"/> steps, evenly spread over those that occur, and every history's first and last one.</summary>
    /// <param name="histories">Each by step.</param>
    /// <param name="max">At least 1.</param>
    public static HashSet<long> Choose(IEnumerable<IReadOnlyList<MetricPoint>> histories, int max)
    {
        var all = new SortedSet<long>();
        var ends = new HashSet<long>();
        foreach (var points in histories)
        {
            all.UnionWith(points.Select(point => point.Step));
            if (points.Count > 0)
                ends.UnionWith([points[0].Step, points[^1].Step]);
        }

        if (all.Count <= max)
            return [.. all];
        long[] steps = [.. all];
        var spread = Math.Max(1, max - ends.Count);
        for (var i = 0; i < spread; i++)
            ends.Add(steps[(int)((long)i * steps.Length / spread)]);
        return ends;
    }
}
