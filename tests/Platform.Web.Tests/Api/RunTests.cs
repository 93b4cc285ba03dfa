using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Journal;
using Platform.Core.Telemetry;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class RunTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_run_is_shown_with_its_curves_and_listed_with_its_sweep()
    {
        var sweep = await Some.SweepAsync(web);
        var run = await Some.CompletedRunAsync(web, sweep, accuracy: 0.9);

        var shown = await web.GetAsync($"/api/v1/trials/{run.Id}");
        Assert.Equal(("completed", 3, 3), (shown.Text("status"), shown.GetProperty("trainLoss").GetArrayLength(), shown.GetProperty("bestEpoch").GetInt32()));
        Assert.Equal(0.9, shown.GetProperty("bestValue").GetDouble(), 1e-12);
        var listed = (await web.GetAsync($"/api/v1/sweeps/{sweep}/trials")).GetProperty("items").EnumerateArray();
        Assert.Equal([run.Id], listed.Select(t => t.Text("id")));
    }

    [Fact]
    public async Task A_runs_events_come_in_order_and_can_be_read_on_from_a_version()
    {
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web));

        var all = (await web.GetAsync($"/api/v1/trials/{run.Id}/events")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["trial_created", "trial_started", "epoch_completed", "epoch_completed", "epoch_completed", "trial_completed"], all.Select(e => e.Text("type")));
        Assert.Equal(Enumerable.Range(1, 6), all.Select(e => e.GetProperty("version").GetInt32()));
        Assert.Equal(1, all[2].GetProperty("data").GetProperty("epoch").GetInt32());
        var some = (await web.GetAsync($"/api/v1/trials/{run.Id}/events?after=2&limit=2")).GetProperty("items").EnumerateArray();
        Assert.Equal([3, 4], some.Select(e => e.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_run_and_its_sweep_are_shown_as_they_were_at_an_event_or_a_time()
    {
        var sweep = await Some.SweepAsync(web);
        var run = await Some.CompletedRunAsync(web, sweep, accuracy: 0.9);
        var events = await web.Journal.ReadStreamAsync(StreamNames.Trial(run.Id));
        var second = events.Where(e => e.Data is EpochCompleted).ElementAt(1);

        var past = await web.GetAsync($"/api/v1/trials/{run.Id}?asOf={second.Sequence}");
        Assert.Equal(("running", 2), (past.Text("status"), past.GetProperty("trainLoss").GetArrayLength()));
        past = await web.GetAsync($"/api/v1/trials/{run.Id}?asOf={Uri.EscapeDataString(second.Timestamp.ToString("O"))}");
        Assert.Equal(2, past.GetProperty("trainLoss").GetArrayLength());
        var now = await web.GetAsync($"/api/v1/trials/{run.Id}");
        Assert.Equal(now.GetRawText(), (await web.GetAsync($"/api/v1/trials/{run.Id}?asOf=%23{await web.Journal.LastSequenceAsync()}")).GetRawText());
        foreach (var future in new[] { $"{long.MaxValue}", "2999-01-31" })
        {
            using var refused = await web.Http.GetAsync($"/api/v1/trials/{run.Id}?asOf={future}");
            Assert.Contains("last event is", (await WebServer.ReadAsync(refused, HttpStatusCode.BadRequest)).GetRawText(), StringComparison.Ordinal);
        }
        using var either = await web.Http.GetAsync($"/api/v1/trials/{run.Id}?asOf=20260131");
        Assert.Contains("write the day 2026-01-31", (await WebServer.ReadAsync(either, HttpStatusCode.BadRequest)).GetRawText(), StringComparison.Ordinal);
        var trials = (await web.GetAsync($"/api/v1/sweeps/{sweep}/trials?asOf={second.Sequence}")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal((run.Id, "running"), (trials.Text("id"), trials.Text("status")));
        Assert.Contains((await web.GetAsync($"/api/v1/sweeps?asOf={second.Sequence}")).GetProperty("items").EnumerateArray(), s => s.Text("id") == sweep && s.GetProperty("completed").GetInt32() == 0);
        var counts = (await web.GetAsync($"/api/v1/sweeps/{sweep}?asOf={second.Sequence}")).GetProperty("sweep");
        Assert.Equal((1, 1, 0), (counts.GetProperty("proposed").GetInt32(), counts.GetProperty("running").GetInt32(), counts.GetProperty("completed").GetInt32()));
        using var before = await web.Http.GetAsync($"/api/v1/trials/{run.Id}?asOf=1970-01-01");
        Assert.Contains("at that moment", (await WebServer.ReadAsync(before, HttpStatusCode.NotFound)).Text("detail"), StringComparison.Ordinal);
        using var wrong = await web.Http.GetAsync($"/api/v1/trials/{run.Id}?asOf=yesterday");
        await WebServer.ReadAsync(wrong, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_use_of_the_machine_is_answered_by_metric_and_time()
    {
        var run = await Some.StartedRunAsync(web, await Some.SweepAsync(web));
        Assert.Empty((await web.GetAsync($"/api/v1/trials/{run.Id}/system")).GetProperty("metrics").EnumerateObject());
        var batch = new MetricBatch();
        batch.Add("system/cpu_utilization_percentage", new MetricPoint(1, 2_000, 75));
        batch.Add("system/cpu_utilization_percentage", new MetricPoint(0, 1_000, 25));
        await web.Journal.AppendAsync(new AppendRequest(StreamNames.Telemetry(run.Id), StreamNames.TelemetryType, StreamAppend.Any, MachineUseSampled.Of(1, "silo-a", batch, Some.Noon)));

        var use = (await web.GetAsync($"/api/v1/trials/{run.Id}/system")).GetProperty("metrics").GetProperty("system/cpu_utilization_percentage");

        Assert.Equal([1_000, 2_000], use.GetProperty("times").EnumerateArray().Select(t => t.GetInt64()));
        Assert.Equal([25, 75], use.GetProperty("values").EnumerateArray().Select(v => v.GetDouble()));
        using var missing = await web.Http.GetAsync("/api/v1/trials/abcdefgh-9/system");
        await WebServer.ReadAsync(missing, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_test_is_answered_with_its_groups_and_attacks_and_one_that_was_not_made_is_not_found()
    {
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web));
        using var missing = await web.Http.GetAsync($"/api/v1/trials/{run.Id}/test");
        Assert.Contains("has not been tested", (await WebServer.ReadAsync(missing, HttpStatusCode.NotFound)).Text("detail"), StringComparison.Ordinal);
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = 0.75 };
        await web.Commands.ApplyAsync(run.Id, new RecordTestEvaluation(run.BestCheckpoint!, metrics, "d", Some.Noon, null, [new TestGroup("sex", "Female", 8, metrics)], [new TestAttack(0.1, 0.5, 8)]));

        var test = await web.GetAsync($"/api/v1/trials/{run.Id}/test");

        Assert.Equal(("Female", 8, 0.75), (test.GetProperty("groups")[0].Text("value"), test.GetProperty("groups")[0].GetProperty("rows").GetInt32(), test.GetProperty("groups")[0].GetProperty("metrics").GetProperty("accuracy").GetDouble()));
        Assert.Equal(0.5, test.GetProperty("attacks")[0].GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public async Task The_picture_of_an_epoch_is_answered_and_one_that_was_not_made_is_not_found()
    {
        var run = await Some.StartedRunAsync(web, await Some.SweepAsync(web));
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        var digest = web.Services.GetRequiredService<PictureStore>().Save(png);
        await web.Commands.ApplyAsync(run.Id, new ReportEpoch(
            1, 1, 0.5, 0.5, new Dictionary<string, double>(StringComparer.Ordinal) { ["validation_accuracy"] = 0.5 }, 0.01, 1_000, TimeSpan.FromSeconds(1), Some.Digest(1), Some.Noon,
            Picture: new EpochPicture("Generated", digest)));

        using var picture = await web.Http.GetAsync($"/api/v1/trials/{run.Id}/pictures/1");
        using var missing = await web.Http.GetAsync($"/api/v1/trials/{run.Id}/pictures/2");

        Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType));
        Assert.Equal(png, await picture.Content.ReadAsByteArrayAsync());
        Assert.Contains("has no picture of epoch 2", (await WebServer.ReadAsync(missing, HttpStatusCode.NotFound)).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_best_checkpoint_is_a_download_that_can_be_continued_and_cached()
    {
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(77));
        Some.StoreCheckpoint(web, Some.Digest(77), "0123456789"u8.ToArray());

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/trials/{run.Id}/checkpoint") { Headers = { Range = new RangeHeaderValue(4, 6) } };
        using var response = await web.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("456", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal($"{run.Id}-epoch-3.safetensors", response.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal($"\"{Some.Digest(77)}\"", response.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task A_checkpoint_that_is_not_kept_is_not_found_with_a_remedy()
    {
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(78));
        using var response = await web.Http.GetAsync($"/api/v1/trials/{run.Id}/checkpoint");
        Assert.Contains("Reproduce the run", (await WebServer.ReadAsync(response, HttpStatusCode.NotFound)).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compared_runs_show_what_differs_what_is_the_same_and_which_is_best()
    {
        var sweep = await Some.SweepAsync(web, "fixed: {model: mlp}");
        var a = await Some.CompletedRunAsync(web, sweep, accuracy: 0.8, learningRate: 0.01);
        var b = await Some.CompletedRunAsync(web, sweep, accuracy: 0.9, learningRate: 0.02);

        var comparison = await web.GetAsync($"/api/v1/runs/compare?ids={a.Id},{b.Id}");

        var differing = comparison.GetProperty("differing").EnumerateArray().Single();
        Assert.Equal("learning_rate", differing.Text("field"));
        Assert.Equal([0.01, 0.02], differing.GetProperty("values").EnumerateArray().Select(v => v.GetDouble()));
        Assert.Contains("mlp", comparison.GetProperty("same").EnumerateArray().Where(f => f.Text("field") == "model").Select(f => f.Text("value")));
        Assert.Equal(1, Metric("validation_accuracy").GetProperty("best").GetInt32());
        Assert.Equal(1, Metric("validation_loss").GetProperty("best").GetInt32());
        Assert.Equal(JsonValueKind.Null, Metric("epochs").GetProperty("best").ValueKind);

        JsonElement Metric(string name) => comparison.GetProperty("metrics").EnumerateArray().Single(m => m.Text("name") == name);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("a2b3c4d5-1", HttpStatusCode.BadRequest)]
    [InlineData("a2b3c4d5-1,a2b3c4d5-1", HttpStatusCode.BadRequest)]
    [InlineData("a2b3c4d5-1,a2b3c4d5-2", HttpStatusCode.NotFound)]
    public async Task A_comparison_needs_two_or_more_known_runs(string ids, HttpStatusCode expected)
    {
        using var response = await web.Http.GetAsync($"/api/v1/runs/compare?ids={ids}");
        await WebServer.ReadAsync(response, expected);
    }

    [Fact]
    public async Task A_hundred_runs_are_compared_and_not_one_more()
    {
        var sweep = await Some.SweepAsync(web, "trials: 101");
        var ids = new List<string>();
        for (var i = 0; i < 101; i++)
            ids.Add((await Some.CompletedRunAsync(web, sweep, accuracy: 0.5 + (0.001 * i), learningRate: 0.01)).Id);

        var comparison = await web.GetAsync($"/api/v1/runs/compare?ids={string.Join(',', ids.Take(100))}");

        Assert.Equal(100, comparison.GetProperty("runs").GetArrayLength());
        Assert.Equal(99, comparison.GetProperty("metrics").EnumerateArray().Single(m => m.Text("name") == "validation_accuracy").GetProperty("best").GetInt32());
        Assert.Contains("give 2 to 100", (await web.GetAsync($"/api/v1/runs/compare?ids={string.Join(',', ids)}", HttpStatusCode.BadRequest)).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproducing_a_finished_run_makes_a_new_one_and_a_repeat_with_the_same_key_does_not()
    {
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web));

        var first = await ReproduceAsync("k1");
        Assert.Equal($"{run.Id}-r1", first);
        Assert.Equal(first, await ReproduceAsync("k1"));
        Assert.Equal($"{run.Id}-r2", await ReproduceAsync("k2"));
        Assert.Equal(run.Id, (await web.GetAsync($"/api/v1/trials/{first}")).Text("reproducesTrialId"));

        async Task<string?> ReproduceAsync(string key)
        {
            using var response = await web.SendAsync(HttpMethod.Post, $"/api/v1/runs/{run.Id}/reproduce", "{}", headers: ("Idempotency-Key", key));
            return (await WebServer.ReadAsync(response, HttpStatusCode.Accepted)).Text("trialId");
        }
    }

    [Fact]
    public async Task A_run_that_has_not_finished_cannot_be_reproduced_or_evaluated()
    {
        var run = await Some.StartedRunAsync(web, await Some.SweepAsync(web));
        await web.PostAsync($"/api/v1/runs/{run.Id}/reproduce", expected: HttpStatusCode.Conflict);
        await web.PostAsync($"/api/v1/runs/{run.Id}/evaluate", expected: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_reproduction_that_is_wanted_no_more_can_be_cancelled_and_a_sweep_s_trial_cannot()
    {
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web));
        var copy = (await web.PostAsync($"/api/v1/runs/{run.Id}/reproduce", expected: HttpStatusCode.Accepted)).Text("trialId");

        Assert.Equal("cancelled", (await web.PostAsync($"/api/v1/runs/{copy}/cancel", expected: HttpStatusCode.Accepted)).Text("status"));
        await web.PostAsync($"/api/v1/runs/{copy}/cancel", expected: HttpStatusCode.Accepted);
        await web.PostAsync($"/api/v1/runs/{run.Id}/cancel", expected: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_reproduction_that_has_completed_cannot_be_cancelled()
    {
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web));
        var copy = (await web.PostAsync($"/api/v1/runs/{run.Id}/reproduce", expected: HttpStatusCode.Accepted)).Text("trialId")!;
        await web.Commands.ApplyAsync(copy, new BeginAttempt("silo-1", new RunEnvironment("0.1.0", "1.13.1", "openblas", 1, "cpu", "a cpu", "linux"), run.DataDigest!, Some.Noon));
        foreach (var epoch in run.Epochs)
            await web.Commands.ApplyAsync(copy, new ReportEpoch(1, epoch.Epoch, epoch.TrainLoss, epoch.ValidationLoss, epoch.Metrics, 0.01, 1_000, TimeSpan.FromSeconds(1), epoch.Checkpoint, Some.Noon));

        await web.PostAsync($"/api/v1/runs/{copy}/cancel", expected: HttpStatusCode.Conflict);

        Assert.Equal("completed", (await web.GetAsync($"/api/v1/trials/{copy}")).Text("status"));
    }

    [Fact]
    public async Task An_evaluation_is_requested_once()
    {
        var run = await Some.CompletedRunAsync(web, await Some.SweepAsync(web));
        Assert.True((await web.PostAsync($"/api/v1/runs/{run.Id}/evaluate", expected: HttpStatusCode.Accepted)).GetProperty("testEvaluationWanted").GetBoolean());
        var before = await web.CountEventsAsync();
        await web.PostAsync($"/api/v1/runs/{run.Id}/evaluate", expected: HttpStatusCode.Accepted);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task Losses_that_are_not_numbers_are_answered_as_text()
    {
        var run = await Some.StartedRunAsync(web, await Some.SweepAsync(web));
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["validation_accuracy"] = 0.5, ["odd"] = double.NaN };
        await web.Commands.ApplyAsync(run.Id, new ReportEpoch(1, 1, 1, 1, metrics, 0.1, 10, TimeSpan.FromSeconds(1), null, Some.Noon));

        Assert.Equal("NaN", (await web.GetAsync($"/api/v1/trials/{run.Id}")).GetProperty("metrics").GetProperty("odd")[0].GetString());
    }

    [Theory]
    [InlineData("GET", "/api/v1/trials/nope")]
    [InlineData("GET", "/api/v1/trials/a2b3c4d5-1/events")]
    [InlineData("GET", "/api/v1/trials/..%2F..%2Fpasswd/checkpoint")]
    [InlineData("POST", "/api/v1/runs/a2b3c4d5-1/reproduce")]
    [InlineData("POST", "/api/v1/runs/a2b3c4d5-1/cancel")]
    public async Task An_unknown_run_is_not_found(string method, string path)
    {
        using var response = await web.SendAsync(new HttpMethod(method), path);
        await WebServer.ReadAsync(response, HttpStatusCode.NotFound);
    }
}
