using System.Text.Json;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Telemetry;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>Sweeps and their trials, as MLflow's clients read them.</summary>
public sealed class SweepRunTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _client = new(web);

    [Fact]
    public async Task A_sweep_is_an_experiment_by_id_by_name_and_in_the_list()
    {
        var sweep = await Some.SweepAsync(web);

        var found = (await _client.GetAsync($"experiments/get?experiment_id={sweep}")).GetProperty("experiment");
        var name = found.Text("name")!;
        Assert.EndsWith($" [{sweep}]", name, StringComparison.Ordinal);
        Assert.Equal(sweep, (await _client.GetAsync($"experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}")).GetProperty("experiment").Text("experiment_id"));
        await _client.GetAsync($"experiments/get-by-name?experiment_name={Uri.EscapeDataString("other [" + sweep + "]")}", 404);
        var all = await _client.PostAsync("experiments/search", """{"filter":"tags.`platform.kind` = 'sweep'","max_results":1000}""");
        Assert.Contains(sweep, all.GetProperty("experiments").EnumerateArray().Select(e => e.Text("experiment_id")));
    }

    [Fact]
    public async Task A_trial_is_a_run_with_its_settings_latest_metrics_and_data_set()
    {
        var sweep = await Some.SweepAsync(web);
        var trial = await Some.CompletedRunAsync(web, sweep, accuracy: 0.9);
        await UseAsync(trial.Id, 40, 60);

        var run = (await _client.GetAsync($"runs/get?run_id={trial.Id}")).GetProperty("run");

        var info = run.GetProperty("info");
        Assert.Equal((trial.Id, sweep, "FINISHED", "trial 1"), (info.Text("run_id"), info.Text("experiment_id"), info.Text("status"), info.Text("run_name")));
        var parameters = Pairs(run, "params");
        Assert.Equal(trial.Fields.Count, parameters.Count);
        Assert.Equal("0.01", parameters["learning_rate"]);
        Assert.Equal(("trial", sweep, "completed"), (Pairs(run, "tags")["platform.kind"], Pairs(run, "tags")["platform.sweep"], Pairs(run, "tags")["platform.status"]));
        var metrics = run.GetProperty("data").GetProperty("metrics").EnumerateArray().ToDictionary(m => m.Text("key")!);
        Assert.Equal((3, trial.Epochs[2].ValidationLoss), (metrics["validation_loss"].GetProperty("step").GetInt64(), metrics["validation_loss"].GetProperty("value").GetDouble()));
        Assert.Equal(60, metrics["system/cpu_utilization_percentage"].GetProperty("value").GetDouble());
        Assert.Equal(trial.DataDigest, run.GetProperty("inputs").GetProperty("dataset_inputs")[0].GetProperty("dataset").Text("digest"));
    }

    [Fact]
    public async Task Histories_have_a_point_an_epoch_with_its_time_and_come_in_pages()
    {
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web));
        var epochs = (await web.Journal.ReadStreamAsync(StreamNames.Trial(trial.Id))).Select(e => e.Data).OfType<EpochCompleted>().ToList();
        var whole = (await _client.GetAsync($"metrics/get-history?run_id={trial.Id}&metric_key=train_loss")).GetProperty("metrics").EnumerateArray().ToList();
        Assert.Equal(epochs.Select(e => ((long)e.Epoch, e.At.ToUnixTimeMilliseconds(), e.TrainLoss)), whole.Select(Point));

        var first = await _client.GetAsync($"metrics/get-history?run_id={trial.Id}&metric_key=train_loss&max_results=2");
        var second = await _client.GetAsync($"metrics/get-history?run_id={trial.Id}&metric_key=train_loss&max_results=2&page_token={first.Text("next_page_token")}");
        Assert.Equal(whole.Select(Point), first.GetProperty("metrics").EnumerateArray().Concat(second.GetProperty("metrics").EnumerateArray()).Select(Point));
        Assert.False(second.TryGetProperty("next_page_token", out _));

        await UseAsync(trial.Id, 40, 60);
        var use = (await _client.GetAsync($"metrics/get-history?run_id={trial.Id}&metric_key=system/cpu_utilization_percentage")).GetProperty("metrics").EnumerateArray();
        Assert.Equal([40, 60], use.Select(m => m.GetProperty("value").GetDouble()));
        await _client.GetAsync("metrics/get-history?run_id=abcdefgh-7&metric_key=x", 404);

        await Some.TestedAsync(web, trial, 0.875);
        var tested = (await _client.GetAsync($"metrics/get-history?run_id={trial.Id}&metric_key=test_accuracy")).GetProperty("metrics").EnumerateArray();
        Assert.Equal([0.875], tested.Select(m => m.GetProperty("value").GetDouble()));
        var latest = (await _client.GetAsync($"runs/get?run_id={trial.Id}")).GetProperty("run").GetProperty("data").GetProperty("metrics").EnumerateArray().Select(m => m.Text("key")!).ToList();
        Assert.Contains("test_accuracy", latest);
        Assert.DoesNotContain(latest, key => key.StartsWith("test_test_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trials_are_searched_ordered_and_paged_alone_and_together_with_tracked_runs()
    {
        var sweep = await Some.SweepAsync(web);
        var good = await Some.CompletedRunAsync(web, sweep, accuracy: 0.9);
        var weak = await Some.CompletedRunAsync(web, sweep, accuracy: 0.5);
        var experiment = await _client.ExperimentAsync($"beside {sweep}");
        var tracked = (await _client.PostAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","start_time":1767323045000}""")).GetProperty("run").GetProperty("info").Text("run_id")!;
        await _client.PostAsync("runs/log-metric", $$"""{"run_id":"{{tracked}}","key":"validation_accuracy","value":0.7,"timestamp":1,"step":1}""");

        Assert.Equal([good.Id], await FindAsync($$"""{"experiment_ids":["{{sweep}}"],"filter":"metrics.validation_accuracy > 0.6 AND params.learning_rate = '0.01' AND attributes.status = 'FINISHED'"}"""));
        Assert.Equal([good.Id, weak.Id], await FindAsync($$"""{"experiment_ids":["{{sweep}}"],"order_by":["metrics.validation_accuracy DESC"]}"""));
        var both = $$"""{"experiment_ids":["{{sweep}}","{{experiment}}"],"order_by":["metrics.validation_accuracy DESC"],"max_results":2""";
        var first = await _client.PostAsync("runs/search", both + "}");
        Assert.Equal([good.Id, tracked], Ids(first));
        Assert.Equal([weak.Id], await FindAsync(both + $$""","page_token":"{{first.Text("next_page_token")}}"}"""));
    }

    [Fact]
    public async Task A_tracked_run_is_shown_by_the_platforms_own_interface_now_and_as_it_was()
    {
        var experiment = await _client.ExperimentAsync("shown as it was");
        var run = (await _client.PostAsync("runs/create", $$"""{"experiment_id":"{{experiment}}","run_name":"before","start_time":1767323045001}""")).GetProperty("run").GetProperty("info").Text("run_id")!;
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{"key":"loss","value":0.5,"timestamp":1,"step":1}]}""");
        var moment = await web.Journal.LastSequenceAsync();
        await _client.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{"key":"loss","value":0.25,"timestamp":2,"step":2}]}""");

        Assert.Equal(0.25, Loss(await web.GetAsync($"/api/v1/tracking/runs/{run}")));
        Assert.Equal(0.5, Loss(await web.GetAsync($"/api/v1/tracking/runs/{run}?asOf={moment}")));

        static double Loss(JsonElement run) => run.GetProperty("metrics")[0].GetProperty("last").GetProperty("value").GetDouble();
    }

    [Fact]
    public async Task Histories_of_several_trials_and_tracked_runs_come_together()
    {
        var sweep = await Some.SweepAsync(web);
        var (first, second) = (await Some.CompletedRunAsync(web, sweep), await Some.CompletedRunAsync(web, sweep, accuracy: 0.5));
        var tracked = await _client.RunAsync();
        await _client.PostAsync("runs/log-metric", $$"""{"run_id":"{{tracked}}","key":"train_loss","value":0.7,"timestamp":1,"step":2}""");
        await UseAsync(first.Id, 40, 60);
        var expected = new[] { first, second }.SelectMany(trial => trial.Epochs.Select(e => (trial.Id, (long)e.Epoch, e.TrainLoss))).Append((tracked, 2, 0.7)).Order().ToList();

        Assert.Equal(expected, await BulkAsync($"metrics/get-history-bulk?run_id={first.Id}&run_id={second.Id}&run_id={tracked}&metric_key=train_loss"));
        Assert.Equal(expected, await BulkAsync($"metrics/get-history-bulk-interval?run_ids={first.Id}&run_ids={second.Id}&run_ids={tracked}&metric_key=train_loss"));
        Assert.Equal(
            expected.Where(point => point.Item2 == 2), await BulkAsync($"metrics/get-history-bulk-interval?run_ids={first.Id}&run_ids={second.Id}&run_ids={tracked}&metric_key=train_loss&start_step=2&end_step=2"));
        Assert.Equal([40, 60], (await BulkAsync($"metrics/get-history-bulk-interval?run_ids={first.Id}&run_ids=no-trial-1&metric_key=system/cpu_utilization_percentage")).Select(point => point.Value));
    }

    [Fact]
    public async Task Sweeps_are_found_among_thousands_of_experiments_with_the_times_of_their_metrics()
    {
        var sweep = await Some.SweepAsync(web);
        var trial = await Some.CompletedRunAsync(web, sweep);
        var tracked = await _client.RunAsync();
        var ids = string.Join(',', Enumerable.Range(0, 3_000).Select(i => $"\"none{i}\"").Append($"\"{sweep}\"").Append("\"0\""));

        var found = await _client.PostAsync("runs/search", $$"""{"experiment_ids":[{{ids}}],"max_results":50000}""");

        var runs = found.GetProperty("runs").EnumerateArray().ToDictionary(run => run.GetProperty("info").Text("run_id")!);
        Assert.Contains(tracked, runs.Keys);
        var metrics = runs[trial.Id].GetProperty("data").GetProperty("metrics").EnumerateArray().ToDictionary(m => m.Text("key")!);
        Assert.Equal(Some.Noon.AddSeconds(3).ToUnixTimeMilliseconds(), metrics["validation_loss"].GetProperty("timestamp").GetInt64());
    }

    [Fact]
    public async Task A_trials_files_are_listed_and_read_and_cannot_be_changed()
    {
        var sweep = await Some.SweepAsync(web);
        var trial = await Some.CompletedRunAsync(web, sweep, checkpoint: Some.Digest(77));
        Some.StoreCheckpoint(web, Some.Digest(77));
        await Some.TestedAsync(web, trial, 0.875);
        var proxy = $"/api/2.0/mlflow-artifacts/artifacts/{sweep}/{trial.Id}/artifacts";

        var root = await _client.GetAsync($"artifacts/list?run_id={trial.Id}");
        Assert.Equal($"mlflow-artifacts:/{sweep}/{trial.Id}/artifacts", root.Text("root_uri"));
        Assert.Equal(["checkpoints", "test.json"], Paths(root));
        Assert.Equal(["checkpoints/epoch-3.safetensors"], Paths(await _client.GetAsync($"artifacts/list?run_id={trial.Id}&path=checkpoints"))); // of the others the files are gone
        Assert.Equal(["epoch-3.safetensors"], Paths(await _client.GetAsync($"/api/2.0/mlflow-artifacts/artifacts?path={sweep}/{trial.Id}/artifacts/checkpoints")));
        Assert.Equal("some weights", await web.Http.GetStringAsync(new Uri($"{proxy}/checkpoints/epoch-3.safetensors", UriKind.Relative)));
        Assert.Equal(0.875, JsonElement.Parse(await web.Http.GetStringAsync(new Uri($"{proxy}/test.json", UriKind.Relative))).GetProperty("metrics").GetProperty("test_accuracy").GetDouble());
        await _client.GetAsync($"{proxy}/checkpoints/epoch-1.safetensors", 404);
        await _client.GetAsync($"/api/2.0/mlflow-artifacts/artifacts/other/{trial.Id}/artifacts/test.json", 404);
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
            Assert.Contains("is a trial of a sweep", (await _client.RefusedAsync(method, $"{proxy}/test.json", "x")).Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_change_a_trial_or_a_sweep_is_refused_and_says_why()
    {
        var sweep = await Some.SweepAsync(web);
        var trial = await Some.CompletedRunAsync(web, sweep);
        var experiment = await _client.ExperimentAsync($"of its own, beside {sweep}"); // the first write of all makes Default
        var run = $"\"run_id\":\"{trial.Id}\"";
        var own = $"\"experiment_id\":\"{sweep}\"";

        foreach (var (call, body) in new[]
        {
            ("runs/log-metric", """ "key":"a","value":1,"timestamp":1,"step":1 """), ("runs/set-tag", """ "key":"a","value":"b" """), ("runs/delete-tag", """ "key":"platform.kind" """),
            ("runs/log-batch", """ "metrics":[{"key":"a","value":1,"timestamp":1,"step":1}] """), ("runs/delete", """ "x":1 """), ("runs/restore", """ "x":1 """),
            ("runs/update", """ "status":"FAILED" """), ("runs/log-parameter", """ "key":"a","value":"b" """), ("runs/log-inputs", """ "datasets":[] """),
            ("runs/log-inputs", """ "datasets":[{"dataset":{"name":"a","digest":"b","source_type":"c","source":"d"}}] """), ("runs/outputs", """ "models":[] """),
            ("runs/log-model", """ "model_json":"{}" """),
        })
            Assert.Contains("is a trial of a sweep", (await _client.RefusedAsync(HttpMethod.Post, call, $"{{{run},{body}}}")).Text("message"), StringComparison.Ordinal);
        await RefusedAsync("logged-models", $$"""{"experiment_id":"{{experiment}}","source_run_id":"{{trial.Id}}"}""", "is a trial of a sweep");
        foreach (var (call, body) in new[]
        {
            ("runs/create", ""), ("experiments/delete", ""), ("experiments/restore", ""), ("experiments/update", ""","new_name":"other" """),
            ("experiments/set-experiment-tag", ""","key":"a","value":"b" """), ("experiments/delete-experiment-tag", ""","key":"platform.kind" """), ("logged-models", ""),
        })
            await RefusedAsync(call, $"{{{own}{body}}}", "is a sweep");
    }

    private async Task RefusedAsync(string call, string body, string why) =>
        Assert.Contains(why, (await _client.RefusedAsync(HttpMethod.Post, call, body)).Text("message"), StringComparison.Ordinal);

    private async Task<List<(string Run, long Step, double Value)>> BulkAsync(string path) =>
    [
        .. (await _client.GetAsync(path)).GetProperty("metrics").EnumerateArray().Select(m => (m.Text("run_id")!, m.GetProperty("step").GetInt64(), m.GetProperty("value").GetDouble())).Order(),
    ];

    private static IEnumerable<string?> Paths(JsonElement listed) => listed.GetProperty("files").EnumerateArray().Select(file => file.Text("path"));

    private async Task UseAsync(string trial, params double[] percent)
    {
        var batch = new MetricBatch();
        for (var i = 0; i < percent.Length; i++)
            batch.Add("system/cpu_utilization_percentage", new MetricPoint(i, 1_000 * (i + 1), percent[i]));
        await web.Journal.AppendAsync(new AppendRequest(StreamNames.Telemetry(trial), StreamNames.TelemetryType, StreamAppend.Any, MachineUseSampled.Of(1, "silo-a", batch, Some.Noon)));
    }

    private async Task<IReadOnlyList<string>> FindAsync(string body) => Ids(await _client.PostAsync("runs/search", body));

    private static List<string> Ids(JsonElement answer) => [.. answer.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("info").Text("run_id")!)];

    private static (long, long, double) Point(JsonElement point) => (point.GetProperty("step").GetInt64(), point.GetProperty("timestamp").GetInt64(), point.GetProperty("value").GetDouble());

    private static Dictionary<string, string> Pairs(JsonElement run, string kind) =>
        run.GetProperty("data").GetProperty(kind).EnumerateArray().ToDictionary(pair => pair.Text("key")!, pair => pair.Text("value")!, StringComparer.Ordinal);
}
