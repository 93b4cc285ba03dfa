using Platform.Core.Views;

namespace Platform.Web.Experiments;

/// <summary>When a sweep will probably end, judged by its own pace.</summary>
internal static class SweepForecast
{
    /// <summary>The remaining trials at the pace of those that have ended; null before two have.</summary>
    public static TimeSpan? Remaining(ExperimentView sweep, IReadOnlyList<TrialView> trials, DateTimeOffset now)
    {
        var ended = trials.Where(t => t.HasEnded && t.FinishedAt is not null).ToList();
        if (ended.Count < 2 || ended.Min(t => t.StartedAt) is not { } first)
            return null;
        var pace = (ended.Max(t => t.FinishedAt!.Value) - first) / ended.Count;
        var running = trials.Where(t => !t.HasEnded && t.Epochs > 0).Sum(t => (double)t.LastEpoch / t.Epochs);
        var left = pace * Math.Max(0, sweep.Spec.Trials - ended.Count - running);
        return left > TimeSpan.Zero && now >= first ? left : null;
    }
}
