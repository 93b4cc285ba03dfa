using Platform.Core.Views;

namespace Platform.Core.Tracking.Sweeps;

/// <summary>What a question finds in sweeps: their trials as runs. The times of metrics are those of the trials' beginnings; see <see cref="SweepRuns.TimedAsync"/>.</summary>
public sealed class SweepTrials
{
    private readonly Dictionary<string, (TrialView Trial, string User)> _byId;

    /// <param name="sweeps">Whose trials they are.</param>
    /// <param name="trials">Of these sweeps.</param>
    internal SweepTrials(IReadOnlyList<string> tracked, IReadOnlyList<ExperimentView> sweeps, IReadOnlyList<TrialView> trials)
    {
        Tracked = tracked;
        var users = sweeps.ToDictionary(sweep => sweep.Id, sweep => sweep.CreatedBy, StringComparer.Ordinal);
        _byId = trials.Where(trial => users.ContainsKey(trial.ExperimentId)).ToDictionary(trial => trial.Id, trial => (trial, users[trial.ExperimentId]), StringComparer.Ordinal);
        Runs = [.. _byId.Values.Select(found => SweepRun.Run(found.Trial, found.User, null, null))];
    }

    /// <summary>Those of the experiments asked for that are tracked ones.</summary>
    public IReadOnlyList<string> Tracked { get; }

    /// <summary>The trials, reproductions included.</summary>
    public IReadOnlyList<RunWithMetrics> Runs { get; }

    /// <summary>The data set of a trial; null if it has none, or is none of these.</summary>
    public RunInput? InputOf(string id) => _byId.TryGetValue(id, out var found) ? SweepRun.Input(found.Trial) : null;

    internal (TrialView Trial, string User)? Find(string id) => _byId.TryGetValue(id, out var found) ? found : null;
}
