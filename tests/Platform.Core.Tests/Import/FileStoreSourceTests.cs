using Platform.Core.Import;
using Platform.Core.Import.Mlflow;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;
using Xunit;

namespace Platform.Core.Tests.Import;

/// <summary>MLflow's folders, written here by hand in their layout.</summary>
public sealed class FileStoreSourceTests : IDisposable
{
    private const string RunId = "0123456789abcdef0123456789abcdef";
    private readonly SourceFolder _folder = new();
    private readonly ImportNotes _notes = new();

    public FileStoreSourceTests()
    {
        _folder.Write("1/meta.yaml", "experiment_id: '1'\nname: prices\nlifecycle_stage: active\nartifact_location: file:///elsewhere/1\n");
        _folder.Write("1/tags/team", "blue");
        _folder.Write($"1/{RunId}/meta.yaml", $"run_id: {RunId}\nrun_name: first\nuser_id: ann\nstatus: 4\nstart_time: 1700000000000\nend_time: 1700000001000\nlifecycle_stage: active\nartifact_uri: file:///elsewhere/1/{RunId}/artifacts\n");
        _folder.Write($"1/{RunId}/params/net/depth", "3");
        _folder.Write($"1/{RunId}/params/empty", "");
        _folder.Write($"1/{RunId}/tags/note", "one\ntwo ü\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_is_read_with_all_that_it_has()
    {
        _folder.Write($"1/{RunId}/metrics/val/loss", "1700000000001 0.5 1\n1700000000002 nan 2\r\n1700000000003 -inf 3\n1700000000004 1e-05 -4");
        _folder.Write($"1/{RunId}/metrics/old", "1700000000005 7\n1700000000006 8 9 iris abc\n");
        _folder.Write($"1/{RunId}/artifacts/model/data.bin", [1, 2, 3]);
        _folder.Write($"1/{RunId}/artifacts/empty", "");
        _folder.Write($"1/{RunId}/inputs/x1/meta.yaml", $"source_type: 1\nsource_id: d1\ndestination_type: 2\ndestination_id: {RunId}\ntags:\n  mlflow.data.context: training\n");
        _folder.Write("1/datasets/d1/meta.yaml", "name: iris\ndigest: abc\nsource_type: local\nsource: /iris.csv\nschema: '{\"a\": 1}'\nprofile: null\n");

        var (run, points, files) = Assert.Single(await ReadAsync());
        Assert.Equal((RunId, "prices", "first", "ann", RunStatus.Failed), (run.Id, run.Experiment.Name, run.Name, run.User, run.Status));
        Assert.Equal((1_700_000_000_000, 1_700_000_001_000), (run.StartTime, run.EndTime));
        Assert.Equal("blue", run.Experiment.Tags["team"]);
        Assert.Equal(["empty", "net/depth"], run.Params.Keys.Order());
        Assert.Equal("one\ntwo ü\n", run.Tags["note"]);
        Assert.Equal(
            [new("old", 0, 1700000000005, 7), new("old", 9, 1700000000006, 8), new("val/loss", 1, 1700000000001, 0.5), new("val/loss", 2, 1700000000002, double.NaN), new("val/loss", 3, 1700000000003, double.NegativeInfinity), new("val/loss", -4, 1700000000004, 1e-5)],
            points);
        Assert.Equal([1, 2, 3], files["model/data.bin"]);
        Assert.Empty(files["empty"]);
        var input = Assert.Single(run.Inputs);
        Assert.Equal(("iris", "abc", null, "training"), (input.Dataset.Name, input.Dataset.Digest, input.Dataset.Profile, input.Tags["mlflow.data.context"]));
        Assert.Empty(_notes.All);
    }

    [Fact]
    public async Task What_is_wrong_costs_itself_alone_and_is_named()
    {
        _folder.Write($"1/{RunId}/metrics/loss", $"1700000000001 0.5 1\nnonsense\n1700000000002 0.4 2\n-5 1 1\n{new string('9', 5000)}\n1700000000003 0.3 3\n");
        _folder.Write($"1/{RunId}/artifacts/a", "");
        _folder.Write("1/bad/meta.yaml", "run_id: [");
        _folder.Write("1/nothing/params/a", "1");
        _folder.Write($"1/{new string('a', 32)}/meta.yaml", "lifecycle_stage: deleted\n");
        _folder.Write("2/meta.yaml", "name: gone\nlifecycle_stage: deleted\n");
        _folder.Write(".trash/3/meta.yaml", "name: trash\n");

        var (_, points, _) = Assert.Single(await ReadAsync());
        Assert.Equal([1, 2, 3], points.Select(point => point.Step));
        Assert.Equal(3, Assert.Single(_notes.All, note => note.Where.EndsWith("metrics/loss", StringComparison.Ordinal)).Count);
        Assert.Equal(
            [".trash", "1/0123456789abcdef0123456789abcdef/metrics/loss", "1/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1/bad/meta.yaml", "1/nothing", "2"], _notes.All.Select(note => note.Where).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Links_lead_nowhere_and_addresses_not_out_of_the_folders_that_were_named()
    {
        using var other = new SourceFolder();
        other.Write("secret", "s");
        _folder.Write($"1/{RunId}/artifacts/plain", "p");
        File.CreateSymbolicLink(_folder.Path($"1/{RunId}/artifacts/link"), other.Path("secret"));
        Directory.CreateSymbolicLink(_folder.Path($"1/{RunId}/artifacts/folder"), other.Root);
        File.CreateSymbolicLink(_folder.Path($"1/{RunId}/params/secret"), other.Path("secret"));
        Directory.CreateSymbolicLink(_folder.Path("9"), other.Root);
        var (outside, hostile) = (new string('b', 32), new string('c', 32));
        other.Write($"{outside}/artifacts/found", "f");
        _folder.Write($"1/{outside}/meta.yaml", $"run_id: {outside}\nartifact_uri: file://{other.Root}/{outside}/artifacts\n");
        _folder.Write($"1/{hostile}/meta.yaml", $"run_id: {hostile}\nartifact_uri: file://{other.Root}\n");

        var runs = await ReadAsync();
        Assert.Equal(["plain"], runs[0].Files.Keys);
        Assert.DoesNotContain("secret", runs[0].Run.Params.Keys);
        Assert.Empty(runs[1].Files);
        Assert.Empty(runs[2].Files);
        Assert.Contains(_notes.All, note => note.Where == $"1/{outside}" && note.Why.Contains("--artifacts", StringComparison.Ordinal));
        Assert.Equal(4, _notes.All.Count(note => note.Why.Contains("symbolic link", StringComparison.Ordinal)));

        var named = new FileStoreSource(_folder.Root, [other.Root], _notes);
        var again = await SourceFolder.ReadAsync(named);
        Assert.Equal(["found"], again[1].Files.Keys);
        Assert.Empty(again[2].Files);
        foreach (var spelling in new[] { other.Root + "/", "/" })
            Assert.Equal(["found"], (await SourceFolder.ReadAsync(new FileStoreSource(_folder.Root + "/", [spelling], _notes)))[1].Files.Keys);

        using var links = new SourceFolder();
        Directory.CreateSymbolicLink(links.Path("store"), _folder.Root);
        Directory.CreateSymbolicLink(links.Path("files"), other.Root);
        _folder.Write($"1/{outside}/meta.yaml", $"run_id: {outside}\nartifact_uri: mlflow-artifacts:/{outside}/artifacts\n");
        var linked = await SourceFolder.ReadAsync(new FileStoreSource(links.Path("store"), [links.Path("files")], _notes)); // the user named them
        Assert.Equal(["plain"], linked[0].Files.Keys);
        Assert.Equal(["found"], linked[1].Files.Keys);
    }

    [Fact]
    public async Task Logged_models_are_read_with_their_files_and_the_runs_that_made_them()
    {
        var id = "m-" + new string('a', 32);
        _folder.Write($"1/models/{id}/meta.yaml", $"artifact_location: file:///elsewhere/1/models/{id}/artifacts\ncreation_timestamp: 1700000000000\nexperiment_id: '1'\nlifecycle_stage: active\nmodel_id: {id}\nmodel_type: sklearn\nname: net\nsource_run_id: {RunId}\nstatus: 2\n");
        _folder.Write($"1/models/{id}/params/depth", "3");
        _folder.Write($"1/models/{id}/tags/stage", "early");
        _folder.Write($"1/models/{id}/metrics/loss", $"1700000000001 0.5 1 {RunId}\n");
        _folder.Write($"1/models/{id}/artifacts/MLmodel", "flavors");
        _folder.Write($"1/{RunId}/artifacts/a", "");
        _folder.Write("1/models/m-gone/meta.yaml", "model_id: m-gone\nlifecycle_stage: deleted\n");
        _folder.Write($"1/{RunId}/outputs/{id}/meta.yaml", $"source_type: 3\nsource_id: {id}\nstep: 7\ntags: {{}}\n");

        var (model, files) = Assert.Single(await SourceFolder.LoggedModelsAsync(new FileStoreSource(_folder.Root, [], _notes)));

        Assert.Equal((id, "prices", "net", "sklearn", LoggedModelStatus.Ready, RunId), (model.Id, model.Experiment.Name, model.Name, model.ModelType, model.Status, model.RunId));
        Assert.Equal(("3", "early", 7L), (model.Params["depth"], model.Tags["stage"], model.Outputs[RunId]));
        Assert.Equal(7, files["MLmodel"]);
        Assert.Equal("1/models/m-gone", Assert.Single(_notes.All).Where);
    }

    [Fact]
    public async Task Registered_models_are_read_with_versions_and_aliases()
    {
        _folder.Write("models/digits/meta.yaml", "name: digits\ndescription: reads digits\n");
        _folder.Write("models/digits/tags/k", "v");
        _folder.Write("models/digits/aliases/champion", "12");
        _folder.Write("models/digits/version-12/meta.yaml", $"version: 12\nsource: file:///x/{RunId}/artifacts/model\nrun_id: {RunId}\ndescription: null\ncurrent_stage: Production\n");
        _folder.Write("models/digits/version-2/meta.yaml", "version: 2\nsource: s3://b/m\nrun_id: null\n");

        var model = Assert.Single(await SourceFolder.ModelsAsync(new FileStoreSource(_folder.Root, [], _notes)));
        Assert.Equal(("digits", "reads digits", "v", 12), (model.Name, model.Description, model.Tags["k"], model.Aliases["champion"]));
        Assert.Equal([(2, "None", (string?)null), (12, "Production", RunId)], model.Versions.Select(version => (version.Number, version.Stage, version.RunId)));
    }

    [Fact]
    public void Other_folders_are_none()
    {
        Assert.True(FileStoreSource.IsStore(_folder.Root));
        Assert.False(FileStoreSource.IsStore(_folder.Path("1/tags")));
        Assert.Throws<ImportException>(() => new FileStoreSource(_folder.Path("absent"), [], _notes));
    }

    private Task<List<(SourceRun Run, List<SourcePoint> Points, Dictionary<string, byte[]> Files)>> ReadAsync() => SourceFolder.ReadAsync(new FileStoreSource(_folder.Root, [], _notes));
}
