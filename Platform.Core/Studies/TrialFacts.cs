using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Search;

namespace Platform.Core.Studies;

/// <summary>A trial as the search may see it, whether it was read from the views or folded from events.</summary>
/// <param name="Number">Its number in the sweep, from 1.</param>
/// <param name="Epochs">How many epochs are recorded.</param>
/// <param name="BestEpoch">The best epoch by the main objective, from 1; null before the first.</param>
/// <param name="Carried">What the sampler wrote down when it proposed the trial.</param>
/// <param name="MetricAt">A metric of an epoch (from 1); NaN if the epoch lacks it.</param>
public sealed record TrialFacts(
    int Number, int Lane, ParameterSet Parameters, TrialStatus Status, int Epochs, int? BestEpoch, string? Carried, DateTimeOffset? FinishedAt,
    Func<string, int, double> MetricAt)
{
    public bool HasEnded => Status is TrialStatus.Completed or TrialStatus.Pruned or TrialStatus.Failed or TrialStatus.Cancelled;

    /// <summary>The best of the first <paramref name="epochs"/> epochs by an objective; null if there is none with a usable value.</summary>
    public int? BestEpochWithin(int epochs, Objective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        (int Epoch, double Value)? best = null;
        for (var epoch = 1; epoch <= Math.Min(epochs, Epochs); epoch++)
        {
            if (objective.IsBetter(MetricAt(objective.Metric, epoch), best?.Value))
                best = (epoch, MetricAt(objective.Metric, epoch));
        }
        return best?.Epoch;
    }

    public static TrialFacts Of(TrialView trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return new TrialFacts(
            trial.Number, trial.Lane, trial.Parameters, trial.Status, trial.LastEpoch, trial.BestEpoch, trial.Carried, trial.FinishedAt,
            (metric, epoch) => metric == TrialMetrics.TrainedSeconds ? trial.TrainedSeconds : ValueAt(trial.Curve(metric), epoch));
    }

    /// <param name="trial">The state folded from the trial's own events.</param>
    /// <param name="carried">From the sweep's <c>trial_proposed</c>.</param>
    public static TrialFacts Of(Trial trial, string? carried, DateTimeOffset? finishedAt)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return new TrialFacts(
            trial.Number, trial.Lane, trial.Parameters, trial.Status, trial.LastEpoch, trial.BestEpoch == 0 ? null : trial.BestEpoch, carried, finishedAt,
            (metric, epoch) => metric == TrialMetrics.TrainedSeconds ? trial.TrainedSeconds : trial.Epochs[epoch - 1].Metric(metric) ?? double.NaN);
    }

    private static double ValueAt(IReadOnlyList<double> curve, int epoch) => epoch <= curve.Count ? curve[epoch - 1] : double.NaN;
}
