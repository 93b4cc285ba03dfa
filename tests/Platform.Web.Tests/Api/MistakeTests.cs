using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Checkpoints;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Testing;
using Platform.Web.Labels;
using Platform.Web.Tests.Pages;
using Platform.Web.Trials.Mistakes;
using Search;
using Training.Core;
using Training.Core.Data;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>The test rows that a run gets wrong, over HTTP.</summary>
public sealed class MistakeTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task The_rows_of_each_cell_are_as_many_as_the_test_counted_in_it()
    {
        var (id, test) = await TestedAsync("moons");

        var all = await FoundAsync(id, "limit=20000");

        var confusion = test.Confusion!;
        Assert.Equal(((int)test.Samples, (int)(confusion[0, 1] + confusion[1, 0])), (all.GetProperty("rows").GetInt32(), all.GetProperty("wrong").GetInt32()));
        Assert.InRange(all.GetProperty("wrong").GetInt32(), 2, 400);
        for (var cell = 0; cell < 4; cell++)
        {
            var (truth, answer) = (cell / 2, cell % 2);
            var items = (await FoundAsync(id, $"truth={test.Classes[truth]}&answer={test.Classes[answer]}&limit=200")).GetProperty("items").EnumerateArray().ToArray();
            Assert.Equal(Math.Min(200, confusion[truth, answer]), items.Length);
            Assert.All(items, item => Assert.Equal((test.Classes[truth], test.Classes[answer]), (item.Text("truth"), item.Text("answer"))));
        }

        var first = all.GetProperty("items")[0];
        Assert.Equal(first.Text("truth"), (await web.GetAsync($"/api/v1/datasets/moons/rows/test/{first.GetProperty("row").GetInt32()}")).Text("label"));
        Assert.Empty((await FoundAsync(id, "truth=nothing")).GetProperty("items").EnumerateArray());
        Assert.Equal(2, (await FoundAsync(id, "limit=2")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Numbers_are_listed_by_their_distance_from_the_truth()
    {
        var (id, test) = await TestedAsync("friedman");

        var found = await FoundAsync(id, "limit=3");

        Assert.Equal((test.Samples, JsonValueKind.Null), (found.GetProperty("rows").GetInt64(), found.GetProperty("wrong").ValueKind));
        Assert.True(Math.Abs(found.GetProperty("items")[0].GetProperty("error").GetDouble()) >= Math.Abs(found.GetProperty("items")[2].GetProperty("error").GetDouble()));
    }

    [Fact]
    public async Task A_checkpoint_that_is_gone_and_a_run_without_a_test_are_told()
    {
        var (id, _) = await TestedAsync("moons", seed: 3);
        await FoundAsync(id, "limit=1"); // kept, and yet not told any more
        var store = web.Services.GetRequiredService<CheckpointStore>();
        store.Delete((await web.Commands.LoadTrialAsync(id)).Test!.Checkpoint);
        using var gone = await web.Http.GetAsync($"/api/v1/trials/{id}/mistakes");
        var told = await gone.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("not kept any more", told, StringComparison.Ordinal);
        Assert.Contains("Reproduce the trial", told, StringComparison.Ordinal);

        var (untested, _) = await TrainAsync("moons", seed: 4);
        using var missing = await web.Http.GetAsync($"/api/v1/trials/{untested.Id}/mistakes");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("has not been tested", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_of_other_data_is_refused_as_data_is_and_every_reader_is_told()
    {
        var (id, _) = await TestedAsync("moons", seed: 5, dataDigest: new string('0', 64));
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await web.Http.GetAsync($"/api/v1/trials/{id}/mistakes");
            return answer.StatusCode != HttpStatusCode.Accepted;
        });

        using var again = await web.Http.GetAsync($"/api/v1/trials/{id}/mistakes");
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Contains("is not what the trial was tested on", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_card_does_not_show_what_is_kept_beside_files_that_have_changed_since()
    {
        var folder = Directory.CreateDirectory(Path.Combine(web.Data, "borders")).FullName;
        var rows = Path.Combine(folder, "rows.csv");
        await File.WriteAllTextAsync(Path.Combine(folder, "dataset.yaml"), "task: classification\ntrain: rows.csv\ntarget: side\n");
        await File.WriteAllTextAsync(rows, Rows(border: 50));
        var (id, _) = await TestedAsync("borders");
        await FoundAsync(id, "limit=1"); // kept from here on
        Assert.NotNull((await CardAsync(id)).QuerySelector("[data-listed]"));

        await File.WriteAllTextAsync(rows, Rows(border: 60));

        var card = await CardAsync(id);
        Assert.Contains("'borders' is not what the trial was tested on", card.Words(), StringComparison.Ordinal);
        Assert.Contains("Restore its files.", card.Words(), StringComparison.Ordinal);
        Assert.Null(card.QuerySelector("[data-listed]"));
        Assert.Null(card.QuerySelector("[data-mistakes]"));
        await File.WriteAllTextAsync(rows, Rows(border: 50));
        Assert.NotNull((await CardAsync(id)).QuerySelector("[data-listed]"));
        Directory.Delete(folder, recursive: true);

        static string Rows(int border) => "place,side\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 100},{(i % 100 < border ? "left" : "right")}\n"));
    }

    // As somebody sees it who has chosen a count of the confusion matrix.
    private async Task<IElement> CardAsync(string id) => await PageRenderer.RenderAsync<MistakesCard>(
        "",
        services => services.AddLogging().AddSingleton(web.Services.GetRequiredService<MistakeSearches>()).AddSingleton(web.Services.GetRequiredService<LabelledDatasets>()),
        ("Run", await web.Views.TrialAsync(id)), ("Test", (await web.Commands.LoadTrialAsync(id)).Test), ("Cell", new ConfusionCell("left", null)));

    private async Task<JsonElement> FoundAsync(string id, string query)
    {
        var answer = default(JsonElement);
        await Eventually.HoldsAsync(
            async () => (answer = await web.GetOrAcceptedAsync($"/api/v1/trials/{id}/mistakes?{query}")).GetProperty("progress").GetDouble() >= 1);
        return answer;
    }

    private async Task<(string Id, EvaluationResult Test)> TestedAsync(string data, long seed = 1, string? dataDigest = null)
    {
        var (trial, test) = await TrainAsync(data, seed);
        var confusion = test.Confusion is { } matrix ? new TestConfusion(test.Classes, matrix.Rows()) : null;
        await web.Commands.ApplyAsync(trial.Id, new RecordTestEvaluation(trial.BestCheckpoint!, test.Metrics, dataDigest ?? trial.DataDigest!, Some.Noon.AddSeconds(2), confusion));
        return (trial.Id, test);
    }

    // A trial as a silo would train and report it.
    private async Task<(Trial Trial, EvaluationResult Test)> TrainAsync(string name, long seed)
    {
        var sweep = await Some.SweepAsync(web, $"data: {name}", "epochs: 1", "fixed: {model: mlp, mlp.layers: 1, mlp.width: 8}", "space: {learning_rate: {type: float, low: 0.001, high: 0.01}}");
        var trial = await web.Commands.ProposeAsync(sweep, new ProposeTrial(1, ParameterSet.Of(("learning_rate", 0.001 + (seed * 0.0001))), "a test", 0, 0, Some.Noon), trialSeed: seed);
        var data = DatasetCatalog.Open(name, web.Data);
        trial = await web.Commands.ApplyAsync(trial!.Id, new BeginAttempt("silo-1", new RunEnvironment("0.1.0", "1.13.1", "openblas", 1, "cpu", "a cpu", "linux"), data.Digest, Some.Noon));
        using var session = TrainingSession.Start(TrainingSpec.Parse(trial.Fields), data, new TrainingOptions());
        var epoch = session.RunEpoch(CancellationToken.None);
        var store = web.Services.GetRequiredService<CheckpointStore>();
        var saved = session.SaveCheckpoint(store.StagingFolder());
        store.Adopt(saved.File, saved.Digest);
        trial = await web.Commands.ApplyAsync(trial.Id, new ReportEpoch(
            1, 1, epoch.TrainLoss, epoch.ValidationLoss, epoch.Metrics, epoch.LearningRate, epoch.Samples, epoch.Elapsed, saved.Digest, Some.Noon.AddSeconds(1)));
        return (trial, session.EvaluateTest());
    }
}
