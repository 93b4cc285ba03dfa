using Microsoft.Data.Sqlite;
using Npgsql;
using Platform.Core.Import;
using Platform.Core.Import.Mlflow;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Import;

/// <summary>MLflow's tables, made here in their form, on SQLite and on PostgreSQL.</summary>
public sealed class DatabaseSourceTests : IDisposable
{
    private const string RunId = "0123456789abcdef0123456789abcdef";
    private const string ModelId = "m-fedcba9876543210fedcba9876543210";

    private const string Tables = """
        create table experiments (experiment_id integer primary key, name varchar(256), artifact_location varchar(256), lifecycle_stage varchar(32), creation_time bigint, last_update_time bigint);
        create table experiment_tags (key varchar(250), value varchar(5000), experiment_id integer);
        create table runs (run_uuid varchar(32) primary key, name varchar(250), user_id varchar(256), status varchar(20), start_time bigint, end_time bigint, lifecycle_stage varchar(20), artifact_uri varchar(200), experiment_id integer);
        create table metrics (key varchar(250), value double precision, timestamp bigint, step bigint, is_nan boolean, run_uuid varchar(32));
        create table params (key varchar(250), value varchar(8000), run_uuid varchar(32));
        create table tags (key varchar(250), value varchar(8000), run_uuid varchar(32));
        create table datasets (dataset_uuid varchar(36), experiment_id integer, name varchar(500), digest varchar(36), dataset_source_type varchar(36), dataset_source text, dataset_schema text, dataset_profile text);
        create table inputs (input_uuid varchar(36), source_type varchar(36), source_id varchar(36), destination_type varchar(36), destination_id varchar(36), step bigint);
        create table input_tags (input_uuid varchar(36), name varchar(255), value varchar(500));
        create table registered_models (name varchar(256), creation_time bigint, last_updated_time bigint, description varchar(5000));
        create table registered_model_tags (key varchar(250), value varchar(5000), name varchar(256));
        create table registered_model_aliases (alias varchar(256), version integer, name varchar(256));
        create table model_versions (name varchar(256), version integer, description varchar(5000), current_stage varchar(20), source varchar(500), run_id varchar(32));
        create table model_version_tags (key varchar(250), value varchar(5000), name varchar(256), version integer);
        create table trace_info (request_id varchar(50));
        create table logged_models (model_id varchar(36), experiment_id integer, name varchar(500), artifact_location varchar(1000), creation_timestamp_ms bigint, last_updated_timestamp_ms bigint, status integer, lifecycle_stage varchar(32), model_type varchar(500), source_run_id varchar(32));
        create table logged_model_params (model_id varchar(36), experiment_id integer, param_key varchar(255), param_value text);
        create table logged_model_tags (model_id varchar(36), experiment_id integer, tag_key varchar(255), tag_value text);
        insert into experiments values (0, 'Default', 'x', 'active', 1, 1), (1, 'old', 'x', 'deleted', 1, 1), (2, 'it''s', 'x', 'active', 1, 1);
        insert into experiment_tags values ('team', 'blue', 2);
        insert into trace_info values ('a'), ('b');
        insert into registered_models values ('digits', 1, 1, 'reads');
        insert into registered_model_tags values ('k', 'v', 'digits');
        insert into registered_model_aliases values ('champion', 1, 'digits');
        insert into model_versions values ('digits', 1, null, 'None', 'runs:/0123456789abcdef0123456789abcdef/model', '0123456789abcdef0123456789abcdef'), ('digits', 2, null, 'Deleted_Internal', '', null);
        insert into model_version_tags values ('n', '1', 'digits', 1);
        """;

    private readonly SourceFolder _folder = new();
    private readonly ImportNotes _notes = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_are_read_from_SQLite()
    {
        await using (var connection = new SqliteConnection($"Data Source={_folder.Path("mlflow.db")};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await FillAsync(connection, $"file://{_folder.Path("files")}/{RunId}/artifacts");
        }
        _folder.Write($"files/{RunId}/artifacts/a/b.txt", "hello");
        _folder.Write($"files/models/{ModelId}/artifacts/MLmodel", "flavors");
        foreach (var address in new[] { _folder.Path("mlflow.db"), $"sqlite:///{_folder.Path("mlflow.db")}" })
        {
            await using var source = await DatabaseSource.OpenAsync(address, [], _notes, TestContext.Current.CancellationToken);
            await CheckAsync(source);
        }
    }

    [Fact]
    public async Task Runs_are_read_from_PostgreSQL_whose_server_kept_the_files()
    {
        await using var database = await TestDatabase.CreateAsync(schema: false);
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await FillAsync(connection, $"mlflow-artifacts:/{RunId}/artifacts");
        }
        _folder.Write($"files/{RunId}/artifacts/a/b.txt", "hello");
        _folder.Write($"files/models/{ModelId}/artifacts/MLmodel", "flavors");
        var parts = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var host = parts.Host!.StartsWith('/') ? $"/{parts.Database}?host={Uri.EscapeDataString(parts.Host)}&port={parts.Port}" : $"{parts.Host}:{parts.Port}/{parts.Database}";
        var at = parts.Host.StartsWith('/') ? "localhost" : "";
        var address = $"postgresql+psycopg2://{Uri.EscapeDataString(parts.Username!)}:{Uri.EscapeDataString(parts.Password ?? "none")}@{at}{host}";
        await using var source = await DatabaseSource.OpenAsync(address, [_folder.Path("files")], _notes, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(parts.Password ?? "none:", source.Description, StringComparison.Ordinal);
        await CheckAsync(source);
    }

    [Fact]
    public async Task Files_that_a_server_of_MLflow_kept_beside_its_database_are_found()
    {
        await ServedAsync();
        _folder.Write($"mlartifacts/2/{RunId}/artifacts/a/b.txt", "hello");
        _folder.Write($"mlartifacts/2/models/{ModelId}/artifacts/MLmodel", "flavors");
        await using var source = await DatabaseSource.OpenAsync(_folder.Path("mlflow.db"), [], _notes, TestContext.Current.CancellationToken);
        await CheckAsync(source);
        Assert.DoesNotContain(_notes.All, note => note.Why.Contains("--artifacts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mlartifacts/2")]
    public async Task Files_that_are_not_where_their_address_leads_are_reported(string? artifacts)
    {
        await ServedAsync();
        _folder.Write($"{(artifacts is null ? "elsewhere" : "mlartifacts")}/2/{RunId}/artifacts/a/b.txt", "hello");
        await using var source = await DatabaseSource.OpenAsync(_folder.Path("mlflow.db"), artifacts is null ? [] : [_folder.Path(artifacts)], _notes, TestContext.Current.CancellationToken);
        Assert.Empty((await SourceFolder.ReadAsync(source))[^1].Files);
        await SourceFolder.LoggedModelsAsync(source);
        var note = Assert.Single(_notes.All, note => note.Why.Contains("--artifacts", StringComparison.Ordinal));
        Assert.Equal((_folder.Path(artifacts ?? "").TrimEnd('/'), 3), (note.Where, note.Count)); // twice the run, and the model
    }

    [Fact]
    public async Task What_is_no_database_of_MLflow_is_said_to_be_none()
    {
        var text = _folder.Write("a.db", "no database at all, only some text");
        await using (var connection = new SqliteConnection($"Data Source={_folder.Path("b.db")};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(connection, "create table other (a integer)");
        }
        foreach (var (address, words) in new[] { (text, "cannot be read"), (_folder.Path("b.db"), "no table 'experiments'"), (_folder.Path("c.db"), "neither a file"), ("mysql://a/b", "neither a file"), ("postgresql://x", "not of the form") })
        {
            var error = await Assert.ThrowsAsync<ImportException>(() => DatabaseSource.OpenAsync(address, [], _notes, TestContext.Current.CancellationToken));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }
    }

    private async Task ServedAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.Path("mlflow.db")};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await FillAsync(connection, $"mlflow-artifacts:/2/{RunId}/artifacts");
    }

    private async Task CheckAsync(DatabaseSource source)
    {
        var runs = await SourceFolder.ReadAsync(source);
        Assert.Equal(["Default", "it's"], runs.Select(run => run.Run.Experiment.Name).Distinct());
        Assert.Equal(1_201, runs.Count);
        var (run, points, files) = runs[^1];
        Assert.Equal((RunId, "first", RunStatus.Killed, "blue"), (run.Id, run.Name, run.Status, run.Experiment.Tags["team"]));
        Assert.Equal(("0.1", "t"), (run.Params["lr"], run.Tags["note"]));
        Assert.Equal([new("loss", 1, 5, 0.5), new("loss", 2, 6, double.NaN), new("loss", 3, 7, double.PositiveInfinity)], points);
        Assert.Equal("hello"u8.ToArray(), files["a/b.txt"]);
        var input = Assert.Single(run.Inputs);
        Assert.Equal(("iris", "abc", "training"), (input.Dataset.Name, input.Dataset.Digest, input.Tags["ctx"]));
        var model = Assert.Single(await SourceFolder.ModelsAsync(source));
        Assert.Equal(("reads", "v", 1, 1, "1"), (model.Description, model.Tags["k"], model.Aliases["champion"], Assert.Single(model.Versions).Number, model.Versions[0].Tags["n"]));
        var logged = await SourceFolder.LoggedModelsAsync(source);
        Assert.Equal([ModelId, SourceIds.OfLoggedModel("m-short")], logged.Select(l => l.Model.Id));
        var (net, netFiles) = logged[0];
        Assert.Equal(("it's", "net", "sklearn", LoggedModelStatus.Ready, RunId), (net.Experiment.Name, net.Name, net.ModelType, net.Status, net.RunId));
        Assert.Equal(("3", "early", 7L, 7L), (net.Params["depth"], net.Tags["stage"], net.Outputs[RunId], netFiles["MLmodel"]));
        Assert.Equal(("Default", LoggedModelStatus.Pending), (logged[1].Model.Experiment.Name, logged[1].Model.Status));
        Assert.Contains(_notes.All, note => note is { Where: "logged model m-gone" });
        Assert.Contains(_notes.All, note => note is { Where: "experiment old" });
        Assert.Contains(_notes.All, note => note is { Where: "trace_info" });
    }

    private static async Task FillAsync(System.Data.Common.DbConnection connection, string files)
    {
        await ExecuteAsync(connection, Tables);
        await ExecuteAsync(connection, $"insert into runs values ('{RunId}', 'first', 'ann', 'KILLED', 5, 9, 'active', '{files}', 2), ('{new string('f', 32)}', 'gone', 'ann', 'KILLED', 5, 9, 'deleted', '', 2)");
        await ExecuteAsync(connection, $"insert into params values ('lr', '0.1', '{RunId}'); insert into tags values ('note', 't', '{RunId}')");
        await ExecuteAsync(connection, $"insert into metrics values ('loss', 0.5, 5, 1, false, '{RunId}'), ('loss', 0, 6, 2, true, '{RunId}'), ('loss', 1.7976931348623157e308, 7, 3, false, '{RunId}')");
        await ExecuteAsync(connection, $"insert into datasets values ('d', 2, 'iris', 'abc', 'local', '/iris.csv', null, null); insert into inputs values ('i', 'DATASET', 'd', 'RUN', '{RunId}', 0), ('o', 'RUN_OUTPUT', '{RunId}', 'MODEL_OUTPUT', '{ModelId}', 7); insert into input_tags values ('i', 'ctx', 'training')");
        var modelFiles = files.Replace($"{RunId}/artifacts", $"models/{ModelId}/artifacts", StringComparison.Ordinal);
        await ExecuteAsync(connection, $"insert into logged_models values ('{ModelId}', 2, 'net', '{modelFiles}', 5, 9, 2, 'active', 'sklearn', '{RunId}'), ('m-gone', 2, 'gone', '', 5, 9, 2, 'deleted', null, null), ('m-short', 0, 'odd', '', 5, 9, 1, 'active', null, null)");
        await ExecuteAsync(connection, $"insert into logged_model_params values ('{ModelId}', 2, 'depth', '3'); insert into logged_model_tags values ('{ModelId}', 2, 'stage', 'early')");
        await ExecuteAsync(connection, "insert into runs (run_uuid, status, start_time, lifecycle_stage, experiment_id) values " + string.Join(',', Enumerable.Range(0, 1_200).Select(i => $"('{i:x32}', 'FINISHED', 5, 'active', 0)")));
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
