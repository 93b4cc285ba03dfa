using System.Collections.Concurrent;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Search;
using Training.Core;

namespace Platform.Web.Api;

/// <summary>
/// Replays a sweep's finished trials under another pruner, in virtual time: nothing is trained. An epoch counts as its
/// part of its trial's time, by the rows that it learnt from. A trial that the sweep itself pruned ends where its record ends. Thread-safe.
/// </summary>
public sealed class Counterfactuals(PlatformViews views, PatientThreads threads)
{
    private const int MostEpochs = 50_000;
    private const int Capacity = 500;

    private readonly ConcurrentDictionary<(string Sweep, int Ended, int Changes, int Lanes, string Pruner), CounterfactualAnswer> _known = new();

    /// <summary>What one pruner would have saved.</summary>
    /// <param name="pruner">By its catalogue name, with its options.</param>
    /// <param name="lanes">At least 1.</param>
    /// <exception cref="SpaceException">The pruner or an option of it is unknown.</exception>
    public async Task<CounterfactualAnswer> ReplayAsync(ExperimentView sweep, ComponentChoice pruner, int lanes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(pruner);
        var made = Pruners.Create(pruner.Name, pruner.Options);
        var key = (sweep.Id, sweep.Completed + sweep.Pruned + sweep.Failed, sweep.Changes.Count, lanes, pruner.Name + string.Concat(pruner.Options.Select(o => FormattableString.Invariant($"|{o.Key}={o.Value}"))));
        if (_known.TryGetValue(key, out var known))
            return known;
        var trials = await views.TrialsOfAsync(sweep.Id, cancellation);
        var answer = await threads.RunAsync(() => Replay(sweep, trials, pruner.Name, made, lanes), cancellation);
        if (_known.Count >= Capacity)
            _known.Clear(); // rare: cheaper than tracking use
        return _known.GetOrAdd(key, answer);
    }

    private static CounterfactualAnswer Replay(ExperimentView sweep, IReadOnlyList<TrialView> trials, string name, IPruner pruner, int lanes)
    {
        var (spec, space) = (sweep.Spec, sweep.Spec.ParseSpace());
        var records = Records(spec, trials);
        var options = new ReplayOptions(pruner, spec.Epochs) { Lanes = lanes, Seed = spec.Seed, Maximised = spec.Objective.Direction == Direction.Maximize };
        var baseline = CurveReplay.Run(space, records, options with { Pruner = Pruners.Create("none") });
        return CounterfactualAnswer.Of(sweep.Id, spec.Objective, name, lanes, records.Count, ReplayComparison.Of(baseline, CurveReplay.Run(space, records, options)));
    }

    // The first trials of a very long sweep answer as well, and soon.
    private static List<RecordedTrial> Records(SweepSpec spec, IReadOnlyList<TrialView> trials)
    {
        var objective = spec.Objective;
        var records = new List<RecordedTrial>();
        var epochs = 0;
        foreach (var trial in trials.Where(t => t.ReproducesTrialId is null && t.HasEnded && t.LastEpoch > 0).OrderBy(t => t.Number).TakeWhile(_ => epochs < MostEpochs))
        {
            var whole = trial.Curve(objective.Metric);
            var curve = whole.Take(spec.Epochs).ToArray(); // a trial from before a change may have been trained for longer
            records.Add(new RecordedTrial(
                trial.Number - 1, trial.Parameters, [.. curve.Select(objective.ToMinimised)], Seconds(trial, whole.Count)[..curve.Length], trial.Status == TrialStatus.Failed,
                trial.Status == TrialStatus.Completed && whole.Count < trial.Epochs)); // it stopped itself
            epochs += curve.Length;
        }

        return records;
    }

    // Equal parts unless the share of the rows grows; validation, which does not, is left out of the account.
    private static double[] Seconds(TrialView trial, int epochs)
    {
        var fraction = FractionOf(trial);
        double[] shares = [.. Enumerable.Range(1, epochs).Select(epoch => fraction?.At(epoch, Math.Max(epochs, trial.Epochs)) ?? 1)];
        var all = shares.Sum();
        return Array.ConvertAll(shares, share => trial.TrainedSeconds * share / all);
    }

    private static DataFraction? FractionOf(TrialView trial)
    {
        try
        {
            return TrainingSpec.Parse(trial.Fields).Data.Fraction;
        }
        catch (SpecException)
        {
            return null; // fields of another version: equal parts
        }
    }
}
