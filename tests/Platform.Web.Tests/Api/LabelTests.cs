using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Checkpoints;
using Platform.Core.Trials;
using Platform.Testing;
using Platform.Web.Labels;
using Search;
using Training.Core;
using Training.Core.Data;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class LabelTests(WebServer web) : IClassFixture<WebServer>
{
    private const string Moons = "/api/v1/datasets/moons/labels", Friedman = "/api/v1/datasets/friedman/labels";

    [Fact]
    public async Task Corrections_make_versions_whose_lineage_ends_where_it_began_when_they_are_taken_back()
    {
        var published = DatasetCatalog.Open("moons", web.Data);
        var first = await CorrectAsync("""{"corrections":[{"row":0,"label":"upper","from":"lower"},{"part":"test","row":3,"label":"lower"},{"row":1,"label":"upper"}],"reason":"looked"}""");
        var second = await web.PostAsync($"{Moons}?reason=back", "part,row,label\ntrain,0,lower\ntest,3,upper\n", HttpStatusCode.Created, "text/csv");

        var versions = await web.GetAsync(Moons);
        var items = versions.GetProperty("versions").EnumerateArray().ToArray();
        Assert.Equal(published.Digest, versions.Text("baseDigest"));
        Assert.Equal([(1, 2, "looked"), (2, 2, "back")], items.Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("rows").GetInt32(), v.Text("reason")!))); // row 1 was upper already
        Assert.Equal((published.Digest, items[0].Text("digest")), (items[0].Text("parentDigest"), items[1].Text("parentDigest")));
        Assert.NotEqual(published.Digest, first.GetProperty("version").Text("digest"));
        Assert.Equal(published.Digest, second.GetProperty("version").Text("digest"));
        Assert.Equal("upper", (await web.GetAsync("/api/v1/datasets/moons/rows/train/0?labels=1")).Text("label"));
        Assert.Equal("lower", (await web.GetAsync("/api/v1/datasets/moons/rows/train/0?labels=2")).Text("label"));
        Assert.Equal(first.GetProperty("changes").GetRawText(), (await web.GetAsync($"{Moons}/1")).GetProperty("changes").GetRawText());
    }

    [Fact]
    public async Task A_repeated_request_answers_the_first_version_and_two_at_once_both_get_one()
    {
        const string Body = """{"corrections":[{"row":5,"label":"1.5"}]}""";
        async Task<int> SendAsync(string body, string key)
        {
            using var response = await web.SendAsync(HttpMethod.Post, Friedman, body, "application/json", ("Idempotency-Key", key), ("X-Platform-User", "ada"));
            var version = (await WebServer.ReadAsync(response, HttpStatusCode.Created)).GetProperty("version");
            Assert.Equal("ada", version.Text("by"));
            return version.GetProperty("version").GetInt32();
        }

        var first = await SendAsync(Body, "k1");
        Assert.Equal(first, await SendAsync(Body, "k1"));
        var both = await Task.WhenAll(SendAsync("""{"corrections":[{"row":6,"label":"2"}]}""", "k2"), SendAsync("""{"corrections":[{"row":7,"label":"3"}]}""", "k3"));
        Assert.Equal([first + 1, first + 2], both.Order());
    }

    [Theory]
    [InlineData("""{"corrections":[{"row":0,"label":"upper"},{"row":2000,"label":"upper"}]}""", HttpStatusCode.BadRequest, "corrections[1]", "give 0 to 1999")]
    [InlineData("""{"corrections":[{"row":0,"label":"up"}]}""", HttpStatusCode.BadRequest, "corrections[0]", "'up' is not a class")]
    [InlineData("""{"corrections":[{"row":1,"label":"upper"}]}""", HttpStatusCode.BadRequest, "corrections", "change nothing")]
    [InlineData("""{"corrections":[{"row":1,"label":"lower","part":"validation"}]}""", HttpStatusCode.BadRequest, "corrections[0].part", "give train or test")]
    [InlineData("""{"corrections":[]}""", HttpStatusCode.BadRequest, "corrections", "give 1 to 10000")]
    [InlineData("""{"corrections":[{"row":1,"label":"lower","from":"lower"}]}""", HttpStatusCode.Conflict, null, "but the label is 'upper'")]
    public async Task What_does_not_fit_is_refused_and_nothing_is_written(string body, HttpStatusCode expected, string? field, string message)
    {
        var before = await web.CountEventsAsync();
        var problem = await web.PostAsync(Moons, body, expected);

        Assert.Contains(message, problem.Text("detail"), StringComparison.Ordinal);
        if (field is not null)
            Assert.Equal(field, problem.GetProperty("errors")[0].Text("field"));
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task Broken_files_unknown_data_sets_and_data_without_labels_are_refused()
    {
        Assert.Contains("line 2: column row: 'x'", (await web.PostAsync(Moons, "row,label\nx,upper\n", HttpStatusCode.BadRequest, "text/csv")).Text("detail"), StringComparison.Ordinal);
        await web.PostAsync("/api/v1/datasets/nothing/labels", "row,label\n1,upper\n", HttpStatusCode.NotFound, "text/csv");
        await web.PostAsync(Moons, "row,label", HttpStatusCode.UnsupportedMediaType, "text/plain");
        Assert.Contains("no labels", (await web.PostAsync("/api/v1/datasets/sentences/labels", "row,label\n1,a\n", HttpStatusCode.BadRequest, "text/csv")).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_over_a_version_that_is_not_there_is_refused_before_anything_is_written()
    {
        var problem = await web.PostAsync(
            "/api/v1/sweeps/validate", Some.SweepFile("data: moons", "fixed: {model: mlp, data_labels: 77}"), HttpStatusCode.BadRequest, "application/yaml");
        Assert.Equal("fixed.data_labels", problem.GetProperty("errors")[0].Text("field"));
    }

    [Theory]
    [InlineData("fixed: {model: mlp, split.folds: 5}", "space: {split.fold: {type: int, low: 1, high: 6}}", "space.split.fold")]
    [InlineData("fixed: {model: mlp, split.folds: 5, split.fold: 6}", "space: {learning_rate: {type: float, low: 0.001, high: 0.01}}", "fixed.split.fold")]
    public async Task A_fold_that_is_not_there_is_refused_and_one_that_is_is_not(string settings, string space, string field)
    {
        var problem = await web.PostAsync("/api/v1/sweeps/validate", Some.SweepFile("data: moons", settings, space), HttpStatusCode.BadRequest, "application/yaml");
        Assert.Equal(field, problem.GetProperty("errors")[0].Text("field"));
        await web.PostAsync("/api/v1/sweeps/validate", Some.SweepFile("data: moons", settings.Replace('6', '5'), space.Replace('6', '5')), HttpStatusCode.OK, "application/yaml");
    }

    [Fact]
    public async Task A_row_is_shown_as_a_picture_or_by_its_columns()
    {
        using var picture = await web.Http.GetAsync("/api/v1/datasets/digits/rows/train/7/image");
        var bytes = await picture.Content.ReadAsByteArrayAsync();
        Assert.Equal("image/png", picture.Content.Headers.ContentType?.MediaType);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
        Assert.Equal([0, 0, 0, 28, 0, 0, 0, 28], bytes[16..24]);

        var row = await web.GetAsync("/api/v1/datasets/friedman/rows/test/0");
        Assert.Equal(11, row.GetProperty("columns").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("picture").ValueKind);
        using var missing = await web.Http.GetAsync("/api/v1/datasets/digits/rows/train/12000/image");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task The_trials_of_a_cross_validation_name_the_labels_that_they_believe_least()
    {
        var sweep = await Some.SweepAsync(web, "data: moons", "epochs: 1", "fixed: {model: mlp, mlp.layers: 1, mlp.width: 16, split.folds: 2}", "space: {split.fold: {type: int, low: 1, high: 2}}");
        using (var early = await web.Http.GetAsync($"/api/v1/sweeps/{sweep}/label-issues"))
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        await TrainAsync(sweep, fold: 1);
        await TrainAsync(sweep, fold: 2);

        var answer = default(JsonElement);
        await Eventually.HoldsAsync(
            async () => (answer = await web.GetOrAcceptedAsync($"/api/v1/sweeps/{sweep}/label-issues?limit=5")).GetProperty("progress").GetDouble() >= 1);

        Assert.Equal((2, 2_000, 2_000), (answer.GetProperty("models").GetInt32(), answer.GetProperty("rows").GetInt32(), answer.GetProperty("judged").GetInt32()));
        var issues = answer.GetProperty("issues").EnumerateArray().ToArray();
        Assert.Equal(5, issues.Length);
        Assert.All(issues, issue => Assert.NotEqual(issue.Text("given"), issue.Text("other")));
        Assert.Equal(issues.Select(Self).Order(), issues.Select(Self));

        static double Self(JsonElement issue) => issue.GetProperty("givenProbability").GetDouble();
    }

    [Fact]
    public async Task A_list_that_is_kept_is_not_shown_beside_files_that_have_changed_since()
    {
        var folder = Directory.CreateDirectory(Path.Combine(web.Data, "sides")).FullName;
        var rows = Path.Combine(folder, "rows.csv");
        await File.WriteAllTextAsync(Path.Combine(folder, "dataset.yaml"), "task: classification\ntrain: rows.csv\ntarget: side\n");
        await File.WriteAllTextAsync(rows, Rows(shift: 0));
        var sweep = await Some.SweepAsync(web, "data: sides", "epochs: 1", "fixed: {model: mlp, mlp.layers: 1, mlp.width: 8, split.folds: 2}", "space: {split.fold: {type: int, low: 1, high: 2}}");
        await TrainAsync(sweep, fold: 1, "sides");
        var searches = web.Services.GetRequiredService<LabelSearches>();
        var search = await searches.AskAsync(sweep);
        await Eventually.HoldsAsync(async () => (search = await searches.AskAsync(sweep)).Progress >= 1);
        var judged = await searches.OpenAsync(search);
        Assert.Equal(judged.Digest, search.Report!.DataDigest);

        await File.WriteAllTextAsync(rows, Rows(shift: 7));

        Assert.Same(search.Report, (await searches.AskAsync(sweep)).Report);
        var refused = await Assert.ThrowsAsync<DatasetException>(() => searches.OpenAsync(search));
        Assert.Contains("'sides' is not what the trials judged: its digest was " + judged.Digest[..12], refused.Message, StringComparison.Ordinal);
        Assert.Contains("'sides' is not what the trials judged", (await web.GetAsync($"/api/v1/sweeps/{sweep}/label-issues", HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(rows, Rows(shift: 0));
        Assert.Equal(judged.Digest, (await searches.OpenAsync(search)).Digest);
        Directory.Delete(folder, recursive: true);

        static string Rows(int shift) => "place,side\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{(i + shift) % 100},{(i < 50 ? "left" : "right")}\n"));
    }

    private Task<JsonElement> CorrectAsync(string body) => web.PostAsync(Moons, body, HttpStatusCode.Created);

    // A trial of the sweep as a silo would train and report it.
    private async Task TrainAsync(string sweep, long fold, string name = "moons")
    {
        var trial = await web.Commands.ProposeAsync(
            sweep, new Platform.Core.Experiments.ProposeTrial((int)fold, ParameterSet.Of(("split.fold", fold)), "a test", 0, 0, Some.Noon), trialSeed: fold);
        var data = DatasetCatalog.Open(name, web.Data);
        trial = await web.Commands.ApplyAsync(trial!.Id, new BeginAttempt("silo-1", new RunEnvironment("0.1.0", "1.13.1", "openblas", 1, "cpu", "a cpu", "linux"), data.Digest, Some.Noon));
        using var session = TrainingSession.Start(TrainingSpec.Parse(trial.Fields), data, new TrainingOptions());
        var epoch = session.RunEpoch(CancellationToken.None);
        var store = web.Services.GetRequiredService<CheckpointStore>();
        var saved = session.SaveCheckpoint(store.StagingFolder());
        store.Adopt(saved.File, saved.Digest);
        await web.Commands.ApplyAsync(trial.Id, new ReportEpoch(
            1, 1, epoch.TrainLoss, epoch.ValidationLoss, epoch.Metrics, epoch.LearningRate, epoch.Samples, epoch.Elapsed, saved.Digest, Some.Noon.AddSeconds(1)));
    }
}
