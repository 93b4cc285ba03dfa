using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;
using Platform.Core.Journal;
using Platform.Core.Tracking;
using Platform.Core.Views;

namespace Platform.Core.LoggedModels;

/// <summary>Reads logged models as they are now. Nothing is folded. Thread-safe.</summary>
public sealed class LoggedModelViews(NpgsqlDataSource database, TimeProvider? time = null)
{
    private const string Columns =
        """
        select id, experiment_id as ExperimentId, name, model_type as ModelType, run_id as RunId, artifact_uri as ArtifactUri, status, deleted, params::text as params,
            tags::text as tags, registrations::text as registrations, created_at as CreatedAt, updated_at as UpdatedAt from logged_models
        """;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>One model, deleted ones included, or null.</summary>
    public async Task<LoggedModelView?> ModelAsync(string id, CancellationToken stop = default) =>
        (await QueryAsync<LoggedModelRow>($"{Columns} where id = @id", new { id }, stop)).SingleOrDefault()?.ToView();

    /// <summary>The models of experiments that are not deleted, the newest first.</summary>
    public async Task<IReadOnlyList<LoggedModelView>> ModelsAsync(IReadOnlyList<string> experimentIds, CancellationToken stop = default) =>
        [.. (await QueryAsync<LoggedModelRow>(
            $"{Columns} where experiment_id = any (@ids) and not deleted order by created_at desc, id", new { ids = experimentIds.ToArray() }, stop)).Select(row => row.ToView())];

    /// <summary>The models that a run made or named as what it made or read, without deleted ones, the oldest first.</summary>
    public async Task<IReadOnlyList<LoggedModelView>> OfRunAsync(string runId, CancellationToken stop = default) =>
        [.. (await QueryAsync<LoggedModelRow>(
            $"""
             {Columns} where (run_id = @runId or id in (select model_id from logged_model_outputs where run_id = @runId union all select model_id from logged_model_inputs where run_id = @runId))
                 and not deleted order by created_at, id
             """,
            new { runId }, stop))
            .Select(row => row.ToView())];

    /// <summary>Those of the models that are there and not deleted.</summary>
    public async Task<IReadOnlySet<string>> PresentAsync(IReadOnlyList<string> ids, CancellationToken stop = default) =>
        (await QueryAsync<string>("select id from logged_models where id = any (@ids) and not deleted", new { ids = ids.ToArray() }, stop)).ToHashSet(StringComparer.Ordinal);

    /// <summary>What runs measured of models, by model: of each at most so many points, the latest ones, sorted by key, then time and step.</summary>
    public async Task<ILookup<string, ModelMetric>> MetricsAsync(IReadOnlyList<string> ids, int most, CancellationToken stop = default) =>
        (await QueryAsync<ModelMetric>(
            """
            select m.* from unnest(@ids) as i(id) cross join lateral (
                select model_id as ModelId, key, value, step, time, run_id as RunId, dataset_name as DatasetName, dataset_digest as DatasetDigest
                from logged_model_metrics where model_id = i.id order by time desc, step desc, key, run_id, dataset_name, dataset_digest, value limit @most) m
            """,
            new { ids = ids.ToArray(), most },
            stop))
        .OrderBy(m => m.Key, StringComparer.Ordinal).ThenBy(m => m.Time).ThenBy(m => m.Step).ToLookup(m => m.ModelId, StringComparer.Ordinal);

    /// <summary>Those of the models of which a value of a metric, on one of the data sets if any are named, fulfils a comparison with a number.</summary>
    /// <param name="comparison">One of numbers: equal to, not, less, at most, greater or at least.</param>
    public async Task<IReadOnlySet<string>> MeasuredAsync(
        IReadOnlyList<string> ids, string key, RunComparison comparison, double number, IReadOnlyList<ModelDataset> datasets, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        var condition = comparison switch
        {
            RunComparison.Equal => "value = @number",
            RunComparison.NotEqual => "value <> @number",
            RunComparison.Less => "value < @number",
            RunComparison.AtMost => "value <= @number",
            RunComparison.Greater => "value > @number and value <> 'NaN'", // which the database takes for the greatest number
            RunComparison.AtLeast => "value >= @number and value <> 'NaN'",
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "It does not compare numbers."),
        };
        return await WithAsync($"key = @key and {condition}", ids, key, number, datasets, stop);
    }

    /// <summary>Those of the models that were measured on one of the data sets.</summary>
    public Task<IReadOnlySet<string>> MeasuredOnAsync(IReadOnlyList<string> ids, IReadOnlyList<ModelDataset> datasets, CancellationToken stop = default) =>
        WithAsync("true", ids, "", 0, datasets, stop);

    /// <summary>Of each model the value of a metric that is the latest by time, then step, on a data set if one is named; models without one are left out.</summary>
    public async Task<IReadOnlyDictionary<string, double>> LatestAsync(IReadOnlyList<string> ids, string key, ModelDataset? dataset, CancellationToken stop = default) =>
        (await QueryAsync<(string Model, double Value)>(
            """
            select distinct on (model_id) model_id, value from logged_model_metrics
            where model_id = any (@ids) and key = @key and (@name::text is null or dataset_name = @name) and (@digest::text is null or dataset_digest = @digest)
            order by model_id, time desc, step desc, value desc
            """,
            new { ids = ids.ToArray(), key, name = dataset?.Name, digest = dataset?.Digest },
            stop))
        .ToDictionary(row => row.Model, row => row.Value, StringComparer.Ordinal);

    /// <summary>The models that runs named as what they made or read, by run.</summary>
    public async Task<ILookup<string, ModelUse>> UsesAsync(IReadOnlyList<string> runIds, CancellationToken stop = default) =>
        (await QueryAsync<(string Run, string Model, long? Step)>(
            """
            select run_id, model_id, step from logged_model_outputs where run_id = any (@ids)
            union all select run_id, model_id, null from logged_model_inputs where run_id = any (@ids) order by run_id, step, model_id
            """,
            new { ids = runIds.ToArray() },
            stop))
        .ToLookup(row => row.Run, row => new ModelUse(row.Model, row.Step), StringComparer.Ordinal);

    /// <summary>All that a run measured of models, by model, key and the rest in an order that is the same each time. Streamed: a run may have measured very much.</summary>
    public async IAsyncEnumerable<ModelMetric> MeasuredByAsync(string runId, [EnumeratorCancellation] CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var command = new NpgsqlCommand(
            """
            select model_id, key, value, step, time, run_id, dataset_name, dataset_digest from logged_model_metrics where run_id = $1
            order by model_id collate "C", key collate "C", time, step, value, dataset_name collate "C", dataset_digest collate "C"
            """,
            connection) { Parameters = { new NpgsqlParameter { Value = runId } } };
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
            yield return new ModelMetric(row.GetString(0), row.GetString(1), row.GetDouble(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.GetString(6), row.GetString(7));
    }

    private async Task<IReadOnlySet<string>> WithAsync(
        string condition, IReadOnlyList<string> ids, string key, double number, IReadOnlyList<ModelDataset> datasets, CancellationToken stop) =>
        (await QueryAsync<string>(
            $"""
             select distinct model_id from logged_model_metrics m where model_id = any (@ids) and {condition} and (cardinality(@names) = 0 or exists (
                 select 1 from unnest(@names, @digests) as d(name, digest) where m.dataset_name = d.name and (d.digest is null or m.dataset_digest = d.digest)))
             """,
            new { ids = ids.ToArray(), key, number, names = datasets.Select(d => d.Name).ToArray(), digests = datasets.Select(d => d.Digest).ToArray() },
            stop))
        .ToHashSet(StringComparer.Ordinal);

    private Task<IEnumerable<T>> QueryAsync<T>(string sql, object values, CancellationToken stop) => Transient.RetryAsync(
        async token =>
        {
            await using var connection = await database.OpenConnectionAsync(token);
            return await connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: token));
        },
        PlatformViews.Patience,
        _time,
        stop);
}

/// <summary>A row of logged_models.</summary>
internal sealed record LoggedModelRow(
    string Id, string ExperimentId, string Name, string ModelType, string? RunId, string ArtifactUri, string Status, bool Deleted, string Params, string Tags,
    string Registrations, DateTime CreatedAt, DateTime UpdatedAt)
{
    public LoggedModelView ToView() => new(
        Id, ExperimentId, Name, ModelType, RunId, ArtifactUri, ViewRows.Value<LoggedModelStatus>(Status), Deleted, ViewRows.Parse<Dictionary<string, string>>(Params),
        ViewRows.Parse<Dictionary<string, string>>(Tags), ViewRows.Parse<List<ModelRegistration>>(Registrations), ViewRows.Time(CreatedAt), ViewRows.Time(UpdatedAt));
}
