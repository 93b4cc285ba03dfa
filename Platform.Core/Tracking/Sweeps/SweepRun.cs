using System.Collections.Immutable;
using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Tracking.Blocks;
using Platform.Core.Trials;
using Platform.Core.Views;

namespace Platform.Core.Tracking.Sweeps;

/// <summary>Sweeps and their trials in the words of tracked experiments and runs. Pure. What there is of them beyond that is in tags that begin with <c>platform.</c>.</summary>
public static class SweepRun
{
    /// <summary>The kind of runs that are trials; nobody from outside can change them.</summary>
    public const string TrialKind = "trial";

    /// <summary>What stands before the names of measures on the test set.</summary>
    public const string TestPrefix = "test_";

    private const string NameTag = "mlflow.runName";
    private const string UserTag = "mlflow.user";

    /// <summary>The sweep as an experiment. Names of sweeps are not unique, so the identity is part of the name.</summary>
    public static TrackedExperiment Experiment(ExperimentView sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var tags = Tags(
            ("platform.kind", "sweep"), ("platform.status", Word(sweep.Status)), ("platform.data", sweep.Spec.Data), ("platform.objective", sweep.Spec.Objective.Metric),
            ("platform.direction", Word(sweep.Spec.Objective.Direction)), ("platform.best_trial", sweep.BestTrialId));
        return new TrackedExperiment(
            sweep.Id, $"{sweep.Name} [{sweep.Id}]", $"mlflow-artifacts:/{sweep.Id}", Lifecycle.Active, tags, sweep.CreatedAt, sweep.FinishedAt ?? sweep.CreatedAt);
    }

    /// <summary>The identity of the sweep that a name of <see cref="Experiment"/> ends with; null if it does not.</summary>
    public static string? SweepOf(string experimentName)
    {
        ArgumentNullException.ThrowIfNull(experimentName);
        return experimentName.EndsWith(']') && experimentName.LastIndexOf('[') is >= 0 and var at ? experimentName[(at + 1)..^1] : null;
    }

    /// <summary>A trial as a run with the latest of its metrics: of each curve the last epoch's value, the epoch being the step, and the measures on the test set.</summary>
    /// <param name="user">Who launched the sweep.</param>
    /// <param name="lastEpoch">When the last epoch was complete.</param>
    /// <param name="tested">When it was measured on the test set; null if it was not.</param>
    public static RunWithMetrics Run(TrialView trial, string user, DateTimeOffset? lastEpoch, DateTimeOffset? tested)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var name = trial.ReproducesTrialId is null ? string.Create(CultureInfo.InvariantCulture, $"trial {trial.Number}") : $"reproduction of {trial.ReproducesTrialId}";
        var parameters = trial.Fields.ToImmutableDictionary(field => field.Key, field => Text(field.Value), StringComparer.Ordinal);
        var tags = Tags(
            (NameTag, name), (UserTag, user), ("platform.kind", TrialKind), ("platform.status", Word(trial.Status)), ("platform.sweep", trial.ExperimentId),
            ("platform.trial", trial.Number.ToString(CultureInfo.InvariantCulture)), ("platform.silo", trial.Silo), ("platform.reproduces", trial.ReproducesTrialId), ("platform.why", trial.Why),
            ("platform.end_reason", trial.EndReason), ("platform.best_epoch", trial.BestEpoch?.ToString(CultureInfo.InvariantCulture)),
            ("platform.best_value", trial.BestValue?.ToString("R", CultureInfo.InvariantCulture)), ("platform.best_checkpoint", trial.BestCheckpoint));
        ImmutableList<InputSummary> inputs = Input(trial) is { } input ? [InputSummary.Of(input)] : [];
        var run = new TrackedRun(
            trial.Id, trial.ExperimentId, name, user, StatusOf(trial.Status), Lifecycle.Active, (trial.StartedAt ?? trial.CreatedAt).ToUnixTimeMilliseconds(), trial.FinishedAt?.ToUnixTimeMilliseconds(),
            null, $"mlflow-artifacts:/{trial.ExperimentId}/{trial.Id}/artifacts", TrialKind, parameters, tags, inputs, trial.CreatedAt);
        return new RunWithMetrics(run, Latest(trial, lastEpoch ?? trial.CreatedAt, tested ?? trial.FinishedAt ?? trial.CreatedAt));
    }

    /// <summary>The data set that a trial trained on; null before it has begun.</summary>
    public static RunInput? Input(TrialView trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return trial.DataDigest is { } digest && trial.Fields.TryGetValue("data", out var data)
            ? new RunInput(new TrackedDataset(Text(data), digest, "platform", Text(data)), new Dictionary<string, string>(StringComparer.Ordinal) { [InputSummary.ContextTag] = "training" })
            : null;
    }

    /// <summary>The history of a metric from a trial's events, by time; empty if it has no such metric.</summary>
    public static IReadOnlyList<MetricPoint> History(IEnumerable<TrialEvent> events, string key)
    {
        ArgumentNullException.ThrowIfNull(events);
        var points = new List<MetricPoint>();
        var bestEpoch = 0;
        foreach (var @event in events)
        {
            switch (@event)
            {
                case EpochCompleted e when ValueOf(e, key) is { } value:
                    points.Add(new MetricPoint(e.Epoch, e.At.ToUnixTimeMilliseconds(), value));
                    break;
                case TrialCompleted e:
                    bestEpoch = e.BestEpoch;
                    break;
                case TestEvaluated e:
                    points.AddRange(e.Metrics.Where(m => TestKey(m.Key) == key).Select(m => new MetricPoint(bestEpoch, e.At.ToUnixTimeMilliseconds(), m.Value)));
                    break;
            }
        }
        points.Sort(MetricPoint.CompareByTime);
        return points;
    }

    // Most measures of the test set bear the prefix already.
    private static string TestKey(string name) => name.StartsWith(TestPrefix, StringComparison.Ordinal) ? name : TestPrefix + name;

    private static double? ValueOf(EpochCompleted epoch, string key) => key switch
    {
        "train_loss" => epoch.TrainLoss,
        "validation_loss" => epoch.ValidationLoss,
        _ => epoch.Metrics.TryGetValue(key, out var value) ? value : null,
    };

    private static List<LatestMetric> Latest(TrialView trial, DateTimeOffset lastEpoch, DateTimeOffset tested)
    {
        var latest = new List<LatestMetric>();
        foreach (var key in trial.Metrics.Keys.Append("train_loss").Append("validation_loss"))
        {
            if (trial.Curve(key) is not { Count: > 0 } curve)
                continue;
            var (min, max) = LatestFold.Range([.. curve]);
            latest.Add(new LatestMetric(key, new MetricPoint(curve.Count, lastEpoch.ToUnixTimeMilliseconds(), curve[^1]), min, max, curve.Count, 1));
        }
        foreach (var (name, value) in trial.TestMetrics ?? new Dictionary<string, double>())
        {
            var point = new MetricPoint(trial.Status == TrialStatus.Completed ? trial.BestEpoch ?? 0 : 0, tested.ToUnixTimeMilliseconds(), value);
            latest.Add(new LatestMetric(TestKey(name), point, value, value, 1, point.Step));
        }
        latest.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return latest;
    }

    private static RunStatus StatusOf(TrialStatus status) => status switch
    {
        TrialStatus.Running => RunStatus.Running,
        TrialStatus.Completed => RunStatus.Finished,
        TrialStatus.Failed => RunStatus.Failed,
        TrialStatus.Pruned or TrialStatus.Cancelled => RunStatus.Killed,
        _ => RunStatus.Scheduled,
    };

    private static string Text(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Word<T>(T value) where T : struct, Enum => ViewRows.Name(value);

    private static ImmutableDictionary<string, string> Tags(params (string Key, string? Value)[] tags) =>
        tags.Where(tag => !string.IsNullOrEmpty(tag.Value)).ToImmutableDictionary(tag => tag.Key, tag => tag.Value!, StringComparer.Ordinal);
}
