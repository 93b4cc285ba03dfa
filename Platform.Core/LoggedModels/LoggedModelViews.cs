using Dapper;
using Npgsql;
using Platform.Core.Journal;
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

    /// <summary>The models that a run made or named as what it made, without deleted ones, the oldest first.</summary>
    public async Task<IReadOnlyList<LoggedModelView>> OfRunAsync(string runId, CancellationToken stop = default) =>
        [.. (await QueryAsync<LoggedModelRow>(
            $"{Columns} where (run_id = @runId or id in (select model_id from logged_model_outputs where run_id = @runId)) and not deleted order by created_at, id", new { runId }, stop))
            .Select(row => row.ToView())];

    /// <summary>The models that runs named as what they made, by run.</summary>
    public async Task<ILookup<string, ModelOutput>> OutputsAsync(IReadOnlyList<string> runIds, CancellationToken stop = default) =>
        (await QueryAsync<(string Run, string Model, long Step)>(
            "select run_id, model_id, step from logged_model_outputs where run_id = any (@ids) order by run_id, step, model_id", new { ids = runIds.ToArray() }, stop))
        .ToLookup(row => row.Run, row => new ModelOutput(row.Model, row.Step), StringComparer.Ordinal);

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
