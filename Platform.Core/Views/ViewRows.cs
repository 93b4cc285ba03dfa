using System.Collections.Immutable;
using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Search;

namespace Platform.Core.Views;

/// <summary>How the views' rows become records: jsonb columns come as text, enums as the names of the JSON contract.</summary>
internal static class ViewRows
{
    public static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, PlatformJson.Options)!;

    public static T? ParseOptional<T>(string? json) where T : class => json is null ? null : Parse<T>(json);

    /// <summary>An enum's name as the JSON contract writes it.</summary>
    public static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static T Value<T>(string name) where T : struct, Enum => Enum.Parse<T>(name, ignoreCase: true);

    /// <summary>A timestamptz; Npgsql gives it in UTC.</summary>
    public static DateTimeOffset Time(DateTime utc) => new(utc);

    public static DateTimeOffset? Time(DateTime? utc) => utc is { } value ? Time(value) : null;
}

/// <summary>A row of experiment_view with the number of trials that run now.</summary>
internal sealed record ExperimentRow(
    string Id, string Name, string Status, string Spec, int Priority, string CreatedBy, DateTime CreatedAt, DateTime? FinishedAt, int Proposed, int Running,
    int Completed, int Pruned, int Failed, int Cancelled, string? BestTrialId, double? BestValue, long LastSequence, string? SearchStopped,
    double IdleSeconds, string? Changes, string? ForkedFrom, DateTime? ArchivedAt)
{
    public const string Select =
        """
        select v.id, v.name, v.status, v.spec::text as spec, v.priority, v.created_by as CreatedBy, v.created_at as CreatedAt, v.finished_at as FinishedAt,
            v.proposed, (select count(*)::int from trial_view t where t.experiment_id = v.id and t.status = 'running'
                and t.status in ('proposed', 'running', 'suspended') and t.reproduces_trial_id is null) as Running,
            v.completed, v.pruned, v.failed, v.cancelled, v.best_trial_id as BestTrialId, v.best_value as BestValue, v.last_sequence as LastSequence,
            v.search_stopped::text as SearchStopped, v.idle_seconds as IdleSeconds, v.changes::text as changes, v.forked_from::text as ForkedFrom, v.archived_at as ArchivedAt
        from experiment_view v
        """;

    public ExperimentView ToView() => new(
        Id, Name, ViewRows.Value<ExperimentStatus>(Status), ViewRows.Parse<SweepSpec>(Spec), Priority, CreatedBy, ViewRows.Time(CreatedAt), ViewRows.Time(FinishedAt), Proposed,
        Running, Completed, Pruned, Failed, Cancelled, BestTrialId, BestValue, LastSequence)
    {
        SearchStopped = ViewRows.ParseOptional<SearchStopped>(SearchStopped), IdleSeconds = IdleSeconds,
        Changes = ViewRows.ParseOptional<List<SweepChange>>(Changes) ?? [], ForkedFrom = ViewRows.ParseOptional<ForkOrigin>(ForkedFrom),
        ArchivedAt = ViewRows.Time(ArchivedAt),
    };
}

/// <summary>A row of trial_view. The driver reports columns of arrays as Array, and Dapper wants the same types here.</summary>
internal sealed record TrialRow(
    string Id, string ExperimentId, int Number, string Status, int Lane, string Parameters, string Fields, int Epochs, string Device, int Attempt,
    int FruitlessAttempts, string? Silo, Array TrainLoss, Array ValidationLoss, Array MetricNames, Array MetricValues, Array Checkpoints,
    int? BestEpoch, double? BestValue, string? Why, string? EndReason, string? TestMetrics, bool TestEvaluationWanted, string? DataDigest, string? Environment, string? ReproducesTrialId,
    string? Verdict, DateTime CreatedAt, DateTime? StartedAt, DateTime? FinishedAt, double TrainedSeconds, long Version, string? Rationale,
    string? Pruning, string? Inherits, string? Carried, string? StartWeights)
{
    public static readonly string Select =
        """
        select id, experiment_id as ExperimentId, number, status, lane, parameters::text as parameters, fields::text as fields, epochs, device, attempt,
            fruitless_attempts as FruitlessAttempts, silo, train_loss as TrainLoss, validation_loss as ValidationLoss, metric_names as MetricNames,
            metric_values as MetricValues, checkpoints,
            best_epoch as BestEpoch, best_value as BestValue, why, end_reason as EndReason, test_metrics::text as TestMetrics,
            test_evaluation_wanted as TestEvaluationWanted, data_digest as DataDigest, environment::text as environment,
            reproduces_trial_id as ReproducesTrialId, verdict::text as verdict, created_at as CreatedAt, started_at as StartedAt, finished_at as FinishedAt,
            trained_seconds as TrainedSeconds, version, rationale::text as rationale, pruning::text as pruning, inherits::text as inherits, carried,
            start_weights::text as StartWeights
        from
        """ + $" {TrialStatements.Rows("trial_view")} as t";

    public TrialView ToView() => new(
        Id, ExperimentId, Number, ViewRows.Value<TrialStatus>(Status), Lane, ViewRows.Parse<ParameterSet>(Parameters), ViewRows.Parse<ParameterSet>(Fields),
        Epochs, Device, Attempt, FruitlessAttempts, Silo, (double[])TrainLoss, (double[])ValidationLoss,
        Curves((string[])MetricNames, (double[])MetricValues, TrainLoss.Length), (string?[])Checkpoints,
        BestEpoch, BestValue, Why, EndReason, ViewRows.ParseOptional<Dictionary<string, double>>(TestMetrics), TestEvaluationWanted, DataDigest,
        ViewRows.ParseOptional<RunEnvironment>(Environment), ReproducesTrialId, ViewRows.ParseOptional<ReproductionVerified>(Verdict), ViewRows.Time(CreatedAt),
        ViewRows.Time(StartedAt), ViewRows.Time(FinishedAt), TrainedSeconds, Version)
    {
        Rationale = ViewRows.ParseOptional<Rationale>(Rationale), Pruning = ViewRows.ParseOptional<PruningNumbers>(Pruning),
        Inherits = ViewRows.ParseOptional<InheritedCheckpoint>(Inherits), Carried = Carried,
        StartWeights = ViewRows.ParseOptional<StartWeightsTaken>(StartWeights),
    };

    private static Dictionary<string, IReadOnlyList<double>> Curves(string[] names, double[] values, int epochs)
    {
        var curves = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);
        for (var place = 0; place < names.Length; place++)
        {
            var curve = new double[epochs];
            for (var epoch = 0; epoch < epochs; epoch++)
                curve[epoch] = values[(epoch * names.Length) + place];
            curves.Add(names[place], curve);
        }
        return curves;
    }
}

/// <summary>A row of model_view.</summary>
internal sealed record ModelRow(
    string Name, string Versions, string Aliases, string History, string Description, string Tags, string Entries, string? Gates, string Evaluations, string? Card, DateTime? CreatedAt,
    DateTime? UpdatedAt)
{
    public const string Select =
        """
        select name, versions::text as versions, aliases::text as aliases, history::text as history, description, tags::text as tags, entries::text as entries,
            gates::text as gates, evaluations::text as evaluations, card::text as card, created_at as CreatedAt, updated_at as UpdatedAt from model_view
        """;

    public ModelView ToView()
    {
        var versions = ViewRows.Parse<List<ModelVersionRegistered>>(Versions);
        return new ModelView(Name, versions, ViewRows.Parse<Dictionary<string, int>>(Aliases), ViewRows.Parse<List<AliasMoved>>(History))
        {
            Entry = new ModelEntry
            {
                Description = Description, Tags = ViewRows.Parse<ImmutableDictionary<string, string>>(Tags),
                Versions = ViewRows.Parse<ImmutableDictionary<int, VersionEntry>>(Entries), CreatedAt = ViewRows.Time(CreatedAt) ?? versions[0].At,
            },
            Gates = ViewRows.ParseOptional<PromotionGatesSet>(Gates), Evaluations = ViewRows.Parse<List<PromotionEvaluated>>(Evaluations),
            Card = ViewRows.ParseOptional<ModelCardWritten>(Card), UpdatedAt = ViewRows.Time(UpdatedAt) ?? versions[^1].At,
        };
    }
}

/// <summary>A row of retraining_view.</summary>
internal sealed record RetrainingRow(string Model, string? Scheduled, string? Requested, string? Running, string Past)
{
    public const string Select = "select model, scheduled::text as scheduled, requested::text as requested, running::text as running, past::text as past from retraining_view";

    public RetrainingView ToView() => new(
        Model, ViewRows.ParseOptional<RetrainingScheduled>(Scheduled), ViewRows.ParseOptional<RetrainingRequested>(Requested), ViewRows.ParseOptional<RetrainingStarted>(Running),
        ViewRows.Parse<List<RetrainingRecord>>(Past));
}
