using System.Net.Http.Json;
using System.Text.Json;
using Platform.Cli.Api;
using Platform.Cli.Import;
using Platform.Cli.Tests.Support;
using Platform.Core.Import;

namespace Platform.Cli.Tests.Import;

/// <summary>import against a running web server, looked at through its REST API.</summary>
public class ImportTests(WebPlatform platform) : IClassFixture<WebPlatform>
{
    [Fact]
    public async Task A_dry_run_says_what_would_come_and_writes_nothing()
    {
        using var source = new MlrunsFolder("dry");
        var report = await ImportAsync("mlflow", source.Path, "--dry-run");
        Assert.Equal((2, 1, 5_002, 4, 2, 1, 4), Counts(report));
        Assert.Equal(2 * $"weights of {source.First}".Length, report.GetProperty("bytes").GetInt64());
        Assert.Equal((1, 2), (report.GetProperty("models").GetInt32(), report.GetProperty("modelVersions").GetInt32()));
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", await CodeAsync($"runs/get?run_id={source.First}"));
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", await CodeAsync("experiments/get-by-name?experiment_name=dry"));
    }

    [Fact]
    public async Task Runs_come_with_everything_once_and_a_source_that_grew_adds_what_is_new()
    {
        using var source = new MlrunsFolder("grows");
        var first = await ImportAsync("mlflow", source.Path);
        Assert.Equal((2, 1, 5_002, 4, 2, 1, 4), Counts(first));
        Assert.Equal(1, first.GetProperty("leftOut").GetArrayLength());

        var run = (await GetAsync($"runs/get?run_id={source.First}")).GetProperty("run");
        var info = run.GetProperty("info");
        Assert.Equal(("run 3", "ann", "FINISHED", 1_700_000_000_000, 1_700_000_009_000), (Text(info, "run_name"), Text(info, "user_id"), Text(info, "status"), info.GetProperty("start_time").GetInt64(), info.GetProperty("end_time").GetInt64()));
        Assert.Equal("{\"key\":\"lr\",\"value\":\"0.1\"}{\"key\":\"net/depth\",\"value\":\"3\"}", string.Concat(run.GetProperty("data").GetProperty("params").EnumerateArray().Select(pair => pair.GetRawText())));
        Assert.Equal("iris", Text(run.GetProperty("inputs").GetProperty("dataset_inputs")[0].GetProperty("dataset"), "name"));
        Assert.Equal(2_500, (await HistoryAsync(source.First, "loss")).Length);
        Assert.Equal(["NaN", "Infinity"], (await HistoryAsync(source.First, "val/odd")).Select(point => Text(point, "value")));
        Assert.Equal($"weights of {source.First}", await FileAsync(Text(info, "artifact_uri"), "model/weights.bin"));
        Assert.Equal("", await FileAsync(Text(info, "artifact_uri"), "empty.txt"));
        var version = (await GetAsync("registered-models/alias?name=grows&alias=champion")).GetProperty("model_version");
        Assert.Equal(("2", source.Second, "Production"), (Text(version, "version"), Text(version, "run_id"), Text(version, "current_stage")));
        Assert.EndsWith($"/{source.Second}/artifacts/model", Text(version, "source"), StringComparison.Ordinal);

        var events = await platform.Journal.LastSequenceAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 0, 0, 0, 0, 0, 0), Counts(await ImportAsync("mlflow", source.Path)));
        Assert.Equal(events, await platform.Journal.LastSequenceAsync(TestContext.Current.CancellationToken));

        source.Log(source.First, "loss", 2_500, 2_600);
        source.Log(source.Second, "new", 0, 10);
        source.Write($"7/{source.Second}/artifacts/model/weights.bin", "other weights");
        source.Write($"7/{source.Second}/params/late", "1");
        source.Write($"7/{source.Second}/params/lr", "0.2");
        source.Run(source.First, status: 5, end: 1_700_000_010_000); // an end that was heard stays
        var grown = await ImportAsync("mlflow", source.Path);
        Assert.Equal((0, 0, 110, 1, 0, 0, 1), Counts(grown));
        Assert.Contains(grown.GetProperty("leftOut").EnumerateArray(), note => Text(note, "why") == "has another value here, which stays");
        Assert.Equal(2_600, (await HistoryAsync(source.First, "loss")).Length);
    }

    [Fact]
    public async Task A_run_that_went_on_in_its_source_ends_here_when_it_has_ended_there()
    {
        using var source = new MlrunsFolder("runs on");
        source.Run(source.First, status: 1, end: null);
        await ImportAsync("mlflow", source.Path);
        Assert.Equal("RUNNING", Text((await GetAsync($"runs/get?run_id={source.First}")).GetProperty("run").GetProperty("info"), "status"));
        source.Run(source.First, status: 4, end: 1_700_000_010_000);
        await ImportAsync("mlflow", source.Path);
        var info = (await GetAsync($"runs/get?run_id={source.First}")).GetProperty("run").GetProperty("info");
        Assert.Equal(("FAILED", 1_700_000_010_000), (Text(info, "status"), info.GetProperty("end_time").GetInt64()));
    }

    [Fact]
    public async Task Of_a_batch_only_what_the_platform_refuses_is_left_out()
    {
        using var folder = new TemporaryFolder();
        var text = "step,loss\n" + string.Concat(Enumerable.Range(0, 50).Select(step => $"{step},{step}\n"));
        await File.WriteAllTextAsync(folder.Combine("bad.csv"), text, TestContext.Current.CancellationToken);
        using var source = new MlrunsFolder("refused");
        source.Write($"7/{source.First}/tags/bad?name", "x");
        source.Write($"7/{source.First}/params/long", new string('p', 7_000));
        var report = await ImportAsync("mlflow", source.Path);
        Assert.Equal((2, 1, 5_002, 5, 2, 1, 4), Counts(report));
        Assert.Contains(report.GetProperty("leftOut").EnumerateArray(), note => Text(note, "where").EndsWith("tags bad?name", StringComparison.Ordinal) && Text(note, "why").Contains("alphanumerics", StringComparison.Ordinal));

        Assert.Equal(50, (await ImportAsync("csv", folder.Combine("bad.csv"), "--experiment", "tables")).GetProperty("points").GetInt64());
        Assert.Equal(0, (await ImportAsync("csv", folder.Combine("bad.csv"), "--experiment", "tables")).GetProperty("points").GetInt64()); // points without times are found again too
    }

    [Fact]
    public async Task A_metric_whose_name_is_refused_is_left_out_whole()
    {
        using var source = new MlrunsFolder("names");
        source.Log(source.First, "bad?name", 0, 3_000);
        var report = await ImportAsync("mlflow", source.Path);
        Assert.Equal(5_002, report.GetProperty("points").GetInt64());
        Assert.Contains(report.GetProperty("leftOut").EnumerateArray(), note => Text(note, "where").EndsWith("metric bad?name", StringComparison.Ordinal) && note.GetProperty("count").GetInt64() == 3_000);
    }

    [Fact]
    public async Task Logged_models_come_once_with_their_files_and_versions_point_to_them()
    {
        using var source = new MlrunsFolder("logged");
        var id = "m-" + source.First;
        source.Write($"7/models/{id}/meta.yaml", $"model_id: {id}\nname: net\nmodel_type: sklearn\nsource_run_id: {source.First}\nstatus: 2\nlifecycle_stage: active\n");
        source.Write($"7/models/{id}/params/depth", "3");
        source.Write($"7/models/{id}/tags/team", "blue");
        source.Write($"7/models/{id}/artifacts/sub/MLmodel", "flavors");
        source.Write($"7/{source.Second}/outputs/{id}/meta.yaml", "step: 7\n");
        source.Write("models/logged/version-3/meta.yaml", $"version: 3\nsource: models:/{id}\nrun_id: {source.First}\n");

        var dry = await ImportAsync("mlflow", source.Path, "--dry-run");
        Assert.Equal((1, 3), (dry.GetProperty("loggedModels").GetInt32(), dry.GetProperty("modelVersions").GetInt32()));
        var report = await ImportAsync("mlflow", source.Path);
        Assert.Equal((1, 5, 3), (report.GetProperty("loggedModels").GetInt32(), report.GetProperty("files").GetInt32(), report.GetProperty("modelVersions").GetInt32()));

        var model = (await GetAsync($"logged-models/{id}")).GetProperty("model");
        var info = model.GetProperty("info");
        Assert.Equal(("net", "sklearn", source.First, "LOGGED_MODEL_READY"), (Text(info, "name"), Text(info, "model_type"), Text(info, "source_run_id"), Text(info, "status")));
        Assert.Equal(("depth", "team"), (Text(model.GetProperty("data").GetProperty("params")[0], "key"), Text(info.GetProperty("tags")[0], "key")));
        Assert.Equal("flavors", await FileAsync(Text(info, "artifact_uri"), "sub/MLmodel"));
        Assert.Equal(id, Text((await GetAsync($"runs/get?run_id={source.Second}")).GetProperty("run").GetProperty("outputs").GetProperty("model_outputs")[0], "model_id"));
        var version = (await GetAsync("model-versions/get?name=logged&version=3")).GetProperty("model_version");
        Assert.Equal(($"models:/{id}", id), (Text(version, "source"), Text(version, "model_id")));

        var events = await platform.Journal.LastSequenceAsync(TestContext.Current.CancellationToken);
        var again = await ImportAsync("mlflow", source.Path);
        Assert.Equal((0, 1, 0), (again.GetProperty("loggedModels").GetInt32(), again.GetProperty("knownLoggedModels").GetInt32(), again.GetProperty("files").GetInt32()));
        Assert.Equal(events, await platform.Journal.LastSequenceAsync(TestContext.Current.CancellationToken));
        source.Write($"7/models/{id}/tags/late", "1");
        source.Write($"7/models/{id}/artifacts/sub/MLmodel", "others");
        Assert.Equal(1, (await ImportAsync("mlflow", source.Path)).GetProperty("files").GetInt32());
        Assert.Equal("others", await FileAsync(Text(info, "artifact_uri"), "sub/MLmodel"));
    }

    [Fact]
    public async Task An_alias_a_tag_and_a_version_that_are_refused_cost_no_other()
    {
        using var source = new MlrunsFolder("half refused");
        source.Write("models/half refused/aliases/2024", "2"); // taken for a version here
        source.Write("models/half refused/tags/bad?name", "x");
        source.Write("models/half refused/tags/good", "y");
        source.Write("models/half refused/version-1/tags/bad?name", "x");
        source.Write("models/half refused/version-1/tags/good", "y");
        source.Write("models/half refused/version-3/meta.yaml", "version: 3\nsource: s3://bucket/../up\n");
        source.Write("models/half refused/version-4/meta.yaml", "version: 4\nsource: s3://bucket/model\n");
        source.Write("models/half refused/aliases/lost", "3");
        source.Write("models/half refused/aliases/newest", "4");
        var report = await ImportAsync("mlflow", source.Path);

        var model = (await GetAsync("registered-models/get?name=half%20refused")).GetProperty("registered_model");
        Assert.Equal("""[{"key":"good","value":"y"}]""", model.GetProperty("tags").GetRawText());
        Assert.Equal(source.Second, Text((await GetAsync("registered-models/alias?name=half%20refused&alias=champion")).GetProperty("model_version"), "run_id"));
        Assert.Equal("s3://bucket/model", Text((await GetAsync("registered-models/alias?name=half%20refused&alias=newest")).GetProperty("model_version"), "source"));
        Assert.Equal("""[{"key":"good","value":"y"}]""", (await GetAsync("model-versions/get?name=half%20refused&version=1")).GetProperty("model_version").GetProperty("tags").GetRawText());
        foreach (var place in new[] { ", alias 2024", ", alias lost", ", version 3", ", tag bad?name", ", version 1, tag bad?name" })
            Assert.Contains(report.GetProperty("leftOut").EnumerateArray(), note => Text(note, "where") == $"model half refused{place}");
    }

    [Fact]
    public async Task A_version_that_was_copied_from_another_comes_with_that_ones_files()
    {
        using var source = new MlrunsFolder("copied from");
        source.Write("models/a copy/meta.yaml", "name: a copy\n");
        source.Write("models/a copy/aliases/best", "1");
        source.Write("models/a copy/version-1/meta.yaml", $"version: 1\nsource: models:/copied from/1\nrun_id: {source.First}\n");
        source.Write("models/a copy/version-2/meta.yaml", $"version: 2\nsource: models:/copied from@champion\nrun_id: {source.Second}\n");
        source.Write("models/a copy/version-3/meta.yaml", "version: 3\nsource: models:/deleted since/1\nstorage_location: s3://bucket/model\n");
        source.Write("models/a copy/version-4/meta.yaml", "version: 4\nsource: models:/a copy/4\n");
        source.Write("models/a copy/version-5/meta.yaml", "version: 5\nsource: models:/m-none\n");
        var dry = await ImportAsync("mlflow", source.Path, "--dry-run");
        Assert.Equal(5, dry.GetProperty("modelVersions").GetInt32());
        var report = await ImportAsync("mlflow", source.Path);
        Assert.Equal(5, report.GetProperty("modelVersions").GetInt32()); // two of the other model

        var first = (await GetAsync("registered-models/alias?name=a%20copy&alias=best")).GetProperty("model_version");
        Assert.EndsWith($"/{source.First}/artifacts/model", Text(first, "source"), StringComparison.Ordinal);
        Assert.EndsWith($"/{source.Second}/artifacts/model", Text((await GetAsync("model-versions/get?name=a%20copy&version=2")).GetProperty("model_version"), "source"), StringComparison.Ordinal);
        Assert.Equal("s3://bucket/model", Text((await GetAsync("model-versions/get?name=a%20copy&version=3")).GetProperty("model_version"), "source"));
        foreach (var place in new[] { "version 4", "version 5" })
            Assert.Contains(report.GetProperty("leftOut").EnumerateArray(), note => Text(note, "where") == $"model a copy, {place}");
        Assert.Equal(0, (await ImportAsync("mlflow", source.Path)).GetProperty("modelVersions").GetInt32());
    }

    [Fact]
    public async Task A_version_that_came_without_its_stage_and_tags_gets_them()
    {
        using var source = new MlrunsFolder("stages");
        var (about, run) = ("models/stages/version-1/meta.yaml", source.First);
        await ImportAsync("mlflow", source.Path);
        source.Write(about, $"version: 1\nsource: runs:/{run}/model\nrun_id: {run}\ncurrent_stage: Staging\n");
        source.Write("models/stages/version-1/tags/k", "v");
        await ImportAsync("mlflow", source.Path);
        var version = (await GetAsync("model-versions/get?name=stages&version=1")).GetProperty("model_version");
        Assert.Equal(("Staging", """[{"key":"k","value":"v"}]"""), (Text(version, "current_stage"), version.GetProperty("tags").GetRawText()));

        source.Write(about, $"version: 1\nsource: runs:/{run}/model\nrun_id: {run}\ncurrent_stage: Production\n");
        var report = await ImportAsync("mlflow", source.Path);
        Assert.Contains(report.GetProperty("leftOut").EnumerateArray(), note => Text(note, "why") == "has the stage Staging here, which stays");
    }

    [Fact]
    public async Task A_run_that_cannot_be_read_to_its_end_costs_no_other()
    {
        await using var source = new BrokenSource();
        var (report, notes) = await ImportAsync(source);
        Assert.Equal((2, 2_001), (report.Runs, report.Points)); // whole batches before the damage, and the other run's point
        Assert.Contains("cannot be read to its end: damaged", Assert.Single(notes.All).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_or_fails_while_it_is_sent_costs_no_other()
    {
        await using var source = new OneRun("changing files")
        {
            Files = () =>
            [
                new SourceFile("grows.log", 3, () => new ChangingFile(promised: 3, actual: 5)), new SourceFile("shrinks.log", 3, () => new ChangingFile(promised: 3, actual: 2)),
                new SourceFile("fails.bin", 300_000, () => new ChangingFile(promised: 300_000, actual: 300_000, failsAt: 200_000)), new SourceFile("whole.bin", 3, () => new ChangingFile(promised: 3, actual: 3)),
            ],
        };
        var (report, notes) = await ImportAsync(source);
        Assert.Equal((1, 1), (report.Runs, report.Files));
        Assert.Equal(["grows.log: it has grown while it was sent. Import it again.", "shrinks.log: it has become shorter while it was sent. Import it again.", "fails.bin: The disk is broken."], notes.All.Select(note => $"{note.Where.Split(' ')[^1]}: {note.Why}"));
    }

    [Fact]
    public async Task A_run_that_is_deleted_while_it_is_imported_is_reported_once()
    {
        await using var source = new OneRun("deleted meanwhile");
        source.Points = async id =>
        {
            using var http = new HttpClient { BaseAddress = new Uri(platform.Url) };
            (await http.PostAsJsonAsync("/api/2.0/mlflow/runs/delete", new { run_id = id }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        };
        var (report, notes) = await ImportAsync(source);
        Assert.Equal((1, 0), (report.Runs, report.Points));
        var note = Assert.Single(notes.All);
        Assert.Equal(1, note.Count);
        Assert.Contains("is deleted", note.Why, StringComparison.Ordinal);
    }

    private async Task<(ImportReport Report, ImportNotes Notes)> ImportAsync(IRunSource source)
    {
        using var client = new PlatformClient(platform.Url, "test");
        var notes = new ImportNotes();
        var report = new ImportReport("a test", dryRun: false, notes);
        var host = new CliHost(TextWriter.Null, TextWriter.Null, _ => null);
        await new Importer(new TrackingApi(client), report, notes, new ImportProgress(host), TimeProvider.System).ImportAsync(source, TestContext.Current.CancellationToken);
        return (report, notes);
    }

    [Fact]
    public async Task What_is_no_source_is_said_to_be_none()
    {
        using var folder = new TemporaryFolder();
        foreach (var kind in new[] { "mlflow", "tensorboard", "csv", "archive" })
        {
            var run = await platform.RunAsync("import", kind, folder.Combine("absent"));
            Assert.Equal(ExitCodes.Failed, run.ExitCode);
            Assert.Contains("absent", run.Error, StringComparison.Ordinal);
        }
        Assert.Contains("holds neither", (await platform.RunAsync("import", "mlflow", folder.Path)).Error, StringComparison.Ordinal);
        Assert.Contains("no model that could be imported", (await platform.RunAsync("import", "tensorboard", folder.Path)).Error, StringComparison.Ordinal);
    }

    private async Task<JsonElement> ImportAsync(params string[] args)
    {
        var run = await platform.RunAsync(["import", .. args, "--json"]);
        Assert.True(run.ExitCode == ExitCodes.Ok, run.Error);
        return JsonElement.Parse(run.Output);
    }

    private static (long Runs, long Experiments, long Points, long Params, long Tags, long Inputs, long Files) Counts(JsonElement report)
    {
        return (Count("runs"), Count("experiments"), Count("points"), Count("params"), Count("tags"), Count("inputs"), Count("files"));

        long Count(string name) => report.GetProperty(name).GetInt64();
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private async Task<JsonElement[]> HistoryAsync(string run, string key) => [.. (await GetAsync($"metrics/get-history?run_id={run}&metric_key={Uri.EscapeDataString(key)}")).GetProperty("metrics").EnumerateArray()];

    private async Task<string> FileAsync(string artifactUri, string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri(platform.Url) };
        return await http.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts/{artifactUri["mlflow-artifacts:/".Length..]}/{path}", TestContext.Current.CancellationToken);
    }

    private async Task<string> CodeAsync(string call) => Text(await GetAsync(call), "error_code");

    private async Task<JsonElement> GetAsync(string call)
    {
        using var http = new HttpClient { BaseAddress = new Uri(platform.Url) };
        using var answer = await http.GetAsync($"/api/2.0/mlflow/{call}", TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
