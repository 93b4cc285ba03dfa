using System.Text.Json;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>What runs measure of logged models: kept with the data set, shown, searched and ordered by.</summary>
public sealed class ModelMetricTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task A_point_of_a_model_belongs_to_its_run_and_with_its_data_set_to_the_model()
    {
        var (run, model) = (await _mlflow.RunAsync(), await ModelAsync("0", "net"));
        var metric = $$"""{"run_id":"{{run}}","key":"acc","value":0.5,"timestamp":10,"step":1,"model_id":"{{model}}","dataset_name":"iris","dataset_digest":"d1"}""";
        await _mlflow.PostAsync("runs/log-metric", metric);
        await _mlflow.PostAsync("runs/log-metric", metric); // the client's retry
        await _mlflow.PostAsync("runs/log-batch", $$"""
            {"run_id":"{{run}}","metrics":[
              {"key":"acc","value":0.75,"timestamp":20,"step":2,"model_id":"{{model}}","dataset_name":"iris","dataset_digest":"d1"},
              {"key":"acc","value":"NaN","timestamp":20,"step":2,"model_id":"{{model}}"},
              {"key":"own","value":7,"timestamp":20,"step":2}]}
            """);

        var metrics = await MetricsAsync(model);
        Assert.Equal(["acc 0.5 10 1 iris d1", "acc NaN 20 2  ", "acc 0.75 20 2 iris d1"], metrics);
        var shown = (await _mlflow.GetAsync($"logged-models/{model}")).GetProperty("model").GetProperty("data").GetProperty("metrics")[0];
        Assert.Equal((run, model), (shown.Text("run_id"), shown.Text("model_id")));
        var history = await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key=acc");
        Assert.Equal(3, history.GetProperty("metrics").GetArrayLength());
        Assert.Equal(["acc=0.75", "own=7"], MlflowClient.Pairs((await _mlflow.GetRunAsync(run)).GetProperty("data"), "metrics"));
    }

    [Fact]
    public async Task Models_are_found_by_values_on_data_sets()
    {
        var experiment = await _mlflow.ExperimentAsync("found by values");
        var (weak, good) = (await ModelAsync(experiment, "weak"), await ModelAsync(experiment, "good"));
        await LogAsync(experiment, (weak, "acc", 0.95, "train", "d0"), (weak, "acc", 0.5, "iris", "d1"), (good, "acc", 0.92, "iris", "d1"), (good, "acc", double.NaN, "iris", "d2"));

        Assert.Equal(["good", "weak"], await FindAsync(experiment, """ "filter":"metrics.acc > 0.9" """));
        Assert.Equal(["good"], await FindAsync(experiment, """ "filter":"metrics.acc > 0.9","datasets":[{"dataset_name":"iris"}] """));
        Assert.Empty(await FindAsync(experiment, """ "filter":"metrics.acc >= 0","datasets":[{"dataset_name":"iris","dataset_digest":"d2"}] """));
        Assert.Equal(["weak"], await FindAsync(experiment, """ "datasets":[{"dataset_name":"train","dataset_digest":"d0"},{"dataset_name":"none"}] """));
        Assert.Equal(["weak"], await FindAsync(experiment, """ "filter":"metrics.`acc` <= 0.5 AND name LIKE '%' AND metrics.acc = 0.95" """));
        Assert.Empty(await FindAsync(experiment, """ "filter":"metrics.other != 1" """));
    }

    [Fact]
    public async Task Models_are_ordered_by_the_latest_value_and_those_without_come_last()
    {
        var experiment = await _mlflow.ExperimentAsync("ordered by values");
        var (a, b, c) = (await ModelAsync(experiment, "a"), await ModelAsync(experiment, "b"), await ModelAsync(experiment, "c"));
        await LogAsync(experiment, (a, "acc", 0.9, "iris", "d1"), (b, "acc", 0.8, "iris", "d1"), (a, "acc", 0.1, "train", "d0"), (c, "loss", 3, "iris", "d1"));

        Assert.Equal(["b", "a", "c"], await FindAsync(experiment, """ "order_by":[{"field_name":"metrics.acc","ascending":false}] """));
        Assert.Equal(["a", "b", "c"], await FindAsync(experiment, """ "order_by":[{"field_name":"metrics.acc","ascending":false,"dataset_name":"iris"}] """));
        Assert.Equal(["b", "a", "c"], await FindAsync(experiment, """ "order_by":[{"field_name":"metrics.acc","dataset_name":"iris","dataset_digest":"d1"}] """));
        var first = await _mlflow.PostAsync("logged-models/search", $$"""{"experiment_ids":["{{experiment}}"],"max_results":2,"order_by":[{"field_name":"metrics.acc"}]}""");
        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(["c"], await FindAsync(experiment, $$""" "max_results":2,"order_by":[{"field_name":"metrics.acc"}],"page_token":"{{first.Text("next_page_token")}}" """));
    }

    [Theory]
    [InlineData(""" "model_id":"m-none" """, 404)]
    [InlineData(""" "model_id":"MODEL","dataset_name":"iris" """, 400)]
    [InlineData(""" "dataset_digest":"d1" """, 400)]
    [InlineData(""" "model_id":"MODEL","dataset_name":"iris","dataset_digest":"0123456789012345678901234567890123456" """, 400)]
    [InlineData(""" "model_id":7 """, 400)]
    [InlineData(""" "model_id":"DELETED" """, 404)]
    public async Task A_point_that_cannot_belong_to_a_model_is_refused_and_nothing_is_written(string more, int status)
    {
        var (run, model, deleted) = (await _mlflow.RunAsync(), await ModelAsync("0", "net"), await ModelAsync("0", "gone"));
        await _mlflow.SendAsync(HttpMethod.Delete, $"logged-models/{deleted}", "{}");
        more = more.Replace("MODEL", model, StringComparison.Ordinal).Replace("DELETED", deleted, StringComparison.Ordinal);
        var metric = $$"""{"key":"acc","value":0.5,"timestamp":10,{{more}}}""";
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-metric", $$"""{"run_id":"{{run}}",{{metric[1..]}}""", status);
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{"key":"b","value":1,"timestamp":1},{{metric}}]}""", status);
        Assert.Empty(await MetricsAsync(model));
    }

    private async Task<string> ModelAsync(string experiment, string name) =>
        (await _mlflow.PostAsync("logged-models", $$"""{"experiment_id":"{{experiment}}","name":"{{name}}"}""")).GetProperty("model").GetProperty("info").Text("model_id")!;

    // Points in the order of their times.
    private async Task LogAsync(string experiment, params (string Model, string Key, double Value, string Data, string Digest)[] points)
    {
        var metrics = points.Select((p, i) => new { key = p.Key, value = double.IsNaN(p.Value) ? (object)"NaN" : p.Value, timestamp = 100 + i, step = 0, model_id = p.Model, dataset_name = p.Data, dataset_digest = p.Digest });
        await _mlflow.PostAsync("runs/log-batch", JsonSerializer.Serialize(new { run_id = await _mlflow.RunAsync(experiment), metrics }));
    }

    private async Task<string[]> MetricsAsync(string model)
    {
        var data = (await _mlflow.GetAsync($"logged-models/{model}")).GetProperty("model").GetProperty("data");
        return data.TryGetProperty("metrics", out var metrics)
            ? [.. metrics.EnumerateArray().Select(m => $"{m.Text("key")} {m.GetProperty("value")} {m.GetProperty("timestamp")} {m.GetProperty("step")} {Optional(m, "dataset_name")} {Optional(m, "dataset_digest")}")]
            : [];
    }

    private async Task<string[]> FindAsync(string experiment, string more) =>
        Names(await _mlflow.PostAsync("logged-models/search", $$"""{"experiment_ids":["{{experiment}}"],{{more}}}"""));

    private static string[] Names(JsonElement found) =>
        found.TryGetProperty("models", out var models) ? [.. models.EnumerateArray().Select(m => m.GetProperty("info").Text("name")!)] : [];

    private static string? Optional(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? value.GetString() : null;
}
