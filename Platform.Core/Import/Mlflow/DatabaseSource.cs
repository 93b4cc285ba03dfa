using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;
using Platform.Core.Tracking;

namespace Platform.Core.Import.Mlflow;

/// <summary>
/// A database of MLflow's (SQLAlchemy) store on SQLite or PostgreSQL; it is only read. (Tables of mlflow/store/tracking/dbmodels/models.py and
/// mlflow/store/model_registry/dbmodels/models.py.)
/// </summary>
public sealed class DatabaseSource : IRunSource
{
    private const int Page = 500; // runs
    private const string DefaultServed = "mlartifacts"; // where MLflow's server keeps files that it was not told where to keep
    private readonly DbConnection _connection;
    private readonly HashSet<string> _tables;
    private readonly MlflowArtifacts _artifacts;
    private readonly ImportNotes _notes;

    private DatabaseSource(DbConnection connection, HashSet<string> tables, string description, MlflowArtifacts artifacts, ImportNotes notes) =>
        (_connection, _tables, Description, _artifacts, _notes) = (connection, tables, description, artifacts, notes);

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Opens a database.</summary>
    /// <param name="address">A file, or an address as MLflow takes it: <c>sqlite:///FILE</c> or <c>postgresql://USER:PASSWORD@HOST/DATABASE</c>.</param>
    /// <param name="artifacts">Folders that may hold files of runs; the first is the root of <c>mlflow-artifacts:</c> addresses; without any it is the database's folder, or <c>mlartifacts</c> in it.</param>
    /// <exception cref="ImportException">It cannot be opened, or is none of MLflow's.</exception>
    public static async Task<DatabaseSource> OpenAsync(string address, IReadOnlyList<string> artifacts, ImportNotes notes, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(address);
        var parsed = MlflowDatabaseAddress.Parse(address);
        DbConnection connection = parsed.File is { } file ? new SqliteConnection(parsed.ConnectionString) : new NpgsqlConnection(parsed.ConnectionString);
        try
        {
            await connection.OpenAsync(stop);
            if (connection is NpgsqlConnection)
                await ExecuteAsync(connection, "set session characteristics as transaction read only", stop);
            var tables = await TablesAsync(connection, stop);
            foreach (var needed in new[] { "experiments", "runs", "metrics", "params", "tags" })
            {
                if (!tables.Contains(needed))
                    throw new ImportException($"{parsed.Shown} has no table '{needed}', so it is no database of MLflow's.");
            }
            string[] beside = parsed.File is { } path ? [Path.GetDirectoryName(Path.GetFullPath(path))!] : [];
            string[] served = artifacts.Count > 0 ? [artifacts[0]] : [.. beside, .. beside.Select(folder => Path.Combine(folder, DefaultServed))];
            return new DatabaseSource(connection, tables, $"MLflow's database {parsed.Shown}", new MlflowArtifacts([.. artifacts, .. beside], notes, served), notes);
        }
        catch (Exception error)
        {
            await connection.DisposeAsync();
            throw error is DbException or System.Net.Sockets.SocketException ? new ImportException($"{parsed.Shown} cannot be read: {error.Message}", error) : error;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceRun> RunsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var experiments = await RowsAsync("select experiment_id, name, lifecycle_stage from experiments order by experiment_id", row => (Id: row.GetInt64(0), Name: Text(row, 1) ?? "", Stage: Text(row, 2)), stop);
        foreach (var (id, name, stage) in experiments)
        {
            if (stage == "deleted")
            {
                _notes.LeaveOut($"experiment {name}", "deleted experiments are not imported; restore them in MLflow first");
                continue;
            }
            var experiment = new SourceExperiment(name) { Tags = _tables.Contains("experiment_tags") ? await PairsAsync("select key, value from experiment_tags where experiment_id = @p order by key", id, stop) : [] };
            await foreach (var run in RunsAsync(experiment, id, stop))
                yield return run;
        }
        if (_tables.Contains("trace_info") && (await RowsAsync("select count(*) from trace_info", row => row.GetInt64(0), stop))[0] is > 0 and var count)
            _notes.LeaveOut("trace_info", "traces are not imported", count);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceLoggedModel> LoggedModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        if (!_tables.Contains("logged_models"))
            yield break;
        const string Sql =
            """
            select m.model_id, e.name, m.name, m.model_type, m.status, m.source_run_id, m.lifecycle_stage, m.artifact_location
            from logged_models m join experiments e on e.experiment_id = m.experiment_id where e.lifecycle_stage <> 'deleted' and m.model_id > @p order by m.model_id limit
            """;
        for (var last = ""; ;)
        {
            var page = await RowsAsync($"{Sql} {Page}", row => (
                Id: row.GetString(0), Experiment: row.GetString(1), Name: row.GetString(2), Type: Text(row, 3), Status: Whole(row, 4), Run: Text(row, 5), Stage: Text(row, 6), Files: Text(row, 7)), stop, last);
            foreach (var model in page)
            {
                var where = $"logged model {model.Id}";
                if (model.Stage == "deleted")
                {
                    _notes.LeaveOut(where, "deleted logged models are not imported");
                    continue;
                }
                yield return new SourceLoggedModel(SourceIds.OfLoggedModel(model.Id), new SourceExperiment(model.Experiment), model.Name)
                {
                    ModelType = model.Type ?? "", Status = MlflowRules.ModelStatus(model.Status?.ToString(CultureInfo.InvariantCulture)), RunId = model.Run is { Length: > 0 } run ? SourceIds.OfMlflow(run) : null,
                    Params = await PairsAsync("select param_key, param_value from logged_model_params where model_id = @p order by param_key", model.Id, stop),
                    Tags = await PairsAsync("select tag_key, tag_value from logged_model_tags where model_id = @p order by tag_key", model.Id, stop),
                    Outputs = await OutputsAsync(model.Id, stop),
                    Files = () => _artifacts.Files(where, model.Id, model.Files),
                };
            }
            if (page.Count < Page)
                yield break;
            last = page[^1].Id;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceModel> ModelsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        if (!_tables.Contains("registered_models"))
            yield break;
        var place = await HasColumnAsync("model_versions", "storage_location", stop) ? "storage_location" : "null"; // MLflow before 2.8 has none
        foreach (var (name, description) in await RowsAsync("select name, description from registered_models order by name", row => (row.GetString(0), Text(row, 1) ?? ""), stop))
        {
            var versions = await RowsAsync(
                $"select version, source, run_id, description, current_stage, {place} from model_versions where name = @p and (current_stage is null or current_stage <> 'Deleted_Internal') order by version",
                row => new SourceModelVersion(row.GetInt32(0), Text(row, 1) ?? "", Text(row, 2), Text(row, 3) ?? "", Text(row, 4) ?? "None") { StorageLocation = Text(row, 5) }, stop, name);
            for (var i = 0; i < versions.Count; i++)
                versions[i] = versions[i] with { Tags = await PairsAsync($"select key, value from model_version_tags where name = @p and version = {versions[i].Number.ToString(CultureInfo.InvariantCulture)} order by key", name, stop) };
            var aliases = _tables.Contains("registered_model_aliases") ? await RowsAsync("select alias, version from registered_model_aliases where name = @p", row => (row.GetString(0), row.GetInt32(1)), stop, name) : [];
            yield return new SourceModel(name, description)
            {
                Tags = await PairsAsync("select key, value from registered_model_tags where name = @p order by key", name, stop),
                Aliases = aliases.ToDictionary(alias => alias.Item1, alias => alias.Item2, StringComparer.Ordinal), Versions = versions,
            };
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async IAsyncEnumerable<SourceRun> RunsAsync(SourceExperiment experiment, long id, [EnumeratorCancellation] CancellationToken stop)
    {
        var sql = $"select run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri from runs where experiment_id = {id.ToString(CultureInfo.InvariantCulture)} and run_uuid > @p order by run_uuid limit {Page}";
        for (var last = ""; ;)
        {
            var page = await RowsAsync(sql, row => (
                Id: row.GetString(0), Name: Text(row, 1), User: Text(row, 2), Status: Text(row, 3), Start: Whole(row, 4), End: Whole(row, 5), Stage: Text(row, 6), Files: Text(row, 7)), stop, last);
            foreach (var run in page)
            {
                var where = $"run {run.Id}";
                if (run.Stage == "deleted")
                {
                    _notes.LeaveOut(where, "deleted runs are not imported; restore them in MLflow first");
                    continue;
                }
                var tags = await PairsAsync("select key, value from tags where run_uuid = @p order by key", run.Id, stop);
                yield return new SourceRun(SourceIds.OfMlflow(run.Id), experiment, MlflowRules.Name(run.Name, tags))
                {
                    User = run.User ?? "", Status = MlflowRules.Status(run.Status), StartTime = run.Start, EndTime = run.End, Tags = tags,
                    Params = await PairsAsync("select key, value from params where run_uuid = @p order by key", run.Id, stop),
                    Inputs = await InputsAsync(run.Id, stop),
                    Points = token => PointsAsync(run.Id, token),
                    Files = () => _artifacts.Files(where, run.Id, run.Files),
                };
            }
            if (page.Count < Page)
                yield break;
            last = page[^1].Id;
        }
    }

    // A value that is no number has a mark of its own; infinities are stored as the largest finite values.
    private async IAsyncEnumerable<SourcePoint> PointsAsync(string run, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var command = Command("select key, value, timestamp, step, is_nan from metrics where run_uuid = @p order by key, timestamp, step", run);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            var stored = row.GetDouble(1);
            var value = Convert.ToBoolean(row.GetValue(4), CultureInfo.InvariantCulture) ? double.NaN : Math.Abs(stored) == double.MaxValue ? Math.CopySign(double.PositiveInfinity, stored) : stored;
            if (row.GetInt64(2) is >= 0 and var time)
                yield return new SourcePoint(row.GetString(0), row.GetInt64(3), time, value);
            else
                _notes.LeaveOut($"run {run}", "points with a time before 1970");
        }
    }

    private async Task<bool> HasColumnAsync(string table, string column, CancellationToken stop)
    {
        await using var command = Command($"select * from {table} where 1 = 0", null);
        await using var row = await command.ExecuteReaderAsync(stop);
        return Enumerable.Range(0, row.FieldCount).Any(i => row.GetName(i) == column);
    }

    private async Task<List<RunInput>> InputsAsync(string run, CancellationToken stop)
    {
        if (!_tables.Contains("inputs") || !_tables.Contains("datasets") || !_tables.Contains("input_tags"))
            return [];
        var found = await RowsAsync(
            """
            select i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile
            from inputs i join datasets d on d.dataset_uuid = i.source_id
            where i.destination_type = 'RUN' and i.source_type = 'DATASET' and i.destination_id = @p order by d.name, d.digest
            """,
            row => (Id: row.GetString(0), Data: new TrackedDataset(row.GetString(1), row.GetString(2), Text(row, 3) ?? "", Text(row, 4) ?? "", Text(row, 5), Text(row, 6))), stop, run);
        var inputs = new List<RunInput>();
        foreach (var (id, data) in found)
            inputs.Add(new RunInput(data, await PairsAsync("select name, value from input_tags where input_uuid = @p order by name", id, stop)));
        return inputs;
    }

    private async Task<Dictionary<string, long>> OutputsAsync(string model, CancellationToken stop)
    {
        var outputs = new Dictionary<string, long>(StringComparer.Ordinal);
        if (!_tables.Contains("inputs"))
            return outputs;
        foreach (var (run, step) in await RowsAsync(
            "select source_id, step from inputs where source_type = 'RUN_OUTPUT' and destination_type = 'MODEL_OUTPUT' and destination_id = @p", row => (row.GetString(0), Whole(row, 1) ?? 0), stop, model))
            outputs[SourceIds.OfMlflow(run)] = step;
        return outputs;
    }

    private async Task<Dictionary<string, string>> PairsAsync(string sql, object parameter, CancellationToken stop)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in await RowsAsync(sql, row => (row.GetString(0), Text(row, 1) ?? ""), stop, parameter))
            pairs[key] = value;
        return pairs;
    }

    private async Task<List<T>> RowsAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken stop, object? parameter = null)
    {
        await using var command = Command(sql, parameter);
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await row.ReadAsync(stop))
            rows.Add(read(row));
        return rows;
    }

    // The texts are this class's own; what comes from the database is a parameter or a number.
    private DbCommand Command(string sql, object? parameter)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        if (parameter is not null)
        {
            var p = command.CreateParameter();
            (p.ParameterName, p.Value) = ("p", parameter);
            command.Parameters.Add(p);
        }
        return command;
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Whole(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken stop)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // one of two constants
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(stop);
    }

    private static async Task<HashSet<string>> TablesAsync(DbConnection connection, CancellationToken stop)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = connection is SqliteConnection
            ? "select name from sqlite_master where type = 'table'"
            : "select table_name::text from information_schema.tables where table_schema = current_schema()";
        await using var row = await command.ExecuteReaderAsync(stop);
        var tables = new HashSet<string>(StringComparer.Ordinal);
        while (await row.ReadAsync(stop))
            tables.Add(row.GetString(0));
        return tables;
    }
}
