using Platform.Core.Views;

namespace Platform.Web.Experiments;

/// <summary>When a sweep will probably end, judged by its own trials.</summary>
internal static class SweepForecast
{
    /// <summary>The remaining trials, each with the mean training time of those that have ended, side by side on the sweep's lanes; null before two have ended. Pauses do not count.</summary>
    public static TimeSpan? Remaining(ExperimentView sweep, IReadOnlyList<TrialView> trials)
    {
        var ended = trials.Where(t => t.HasEnded).ToList();
        var outstanding = sweep.Spec.Trials - ended.Count;
        if (ended.Count < 2 || outstanding <= 0)
            return null;
        var done = trials.Where(t => !t.HasEnded && t.Epochs > 0).Sum(t => (double)t.LastEpoch / t.Epochs);
        var left = TimeSpan.FromSeconds(ended.Average(t => t.TrainedSeconds) * Math.Max(0, outstanding - done) / Math.Min(sweep.Spec.Parallelism, outstanding));
        return left > TimeSpan.Zero ? left : null;
    }
}
