using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class MetricTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task Points_logged_one_by_one_are_read_at_once_each_counted_once()
    {
        var run = await _mlflow.RunAsync();
        Assert.Equal("{}", (await LogAsync(run, "loss", "0.5", 10, 1)).GetRawText());
        await LogAsync(run, "loss", "0.5", 10, 1);
        await LogAsync(run, "loss", "\"NaN\"", 30, 3);
        await LogAsync(run, "loss", "\"-Infinity\"", 20, 2);
        await LogAsync(run, "loss", "\"Infinity\"", 5, 2);

        var history = await HistoryAsync(run, "loss");
        Assert.Equal(["5 2 \"Infinity\"", "10 1 0.5", "20 2 \"-Infinity\"", "30 3 \"NaN\""], history);
        Assert.Equal(["loss=NaN"], MlflowClient.Pairs((await _mlflow.GetRunAsync(run)).GetProperty("data"), "metrics"));
    }

    [Fact]
    public async Task The_latest_point_is_the_one_of_the_highest_step_then_time_then_value()
    {
        var run = await _mlflow.RunAsync();
        await _mlflow.PostAsync("runs/log-batch", $$"""
            {"run_id":"{{run}}","metrics":[{"key":"a","value":1,"timestamp":99,"step":1},{"key":"a","value":2,"timestamp":5,"step":"7"},{"key":"a","value":3,"timestamp":5,"step":7},
              {"key":"b/c","value":1e300,"timestamp":"1700000000000"},{"key":"b/c","value":-0.25,"timestamp":1700000000000,"step":-9223372036854775808}]}
            """);
        var metrics = (await _mlflow.GetRunAsync(run)).GetProperty("data").GetProperty("metrics").EnumerateArray().ToDictionary(m => m.Text("key")!);
        Assert.Equal((3.0, 7, 5), (metrics["a"].GetProperty("value").GetDouble(), metrics["a"].GetProperty("step").GetInt64(), metrics["a"].GetProperty("timestamp").GetInt64()));
        Assert.Equal((1e300, 0), (metrics["b/c"].GetProperty("value").GetDouble(), metrics["b/c"].GetProperty("step").GetInt64()));
    }

    [Fact]
    public async Task A_batch_is_recorded_whole_or_not_at_all()
    {
        var run = await _mlflow.RunAsync();
        var body = $$"""{"run_id":"{{run}}","params":[{"key":"lr","value":"0.1"},{"key":"opt","value":"adam"}],"metrics":[{"key":"m","value":1,"timestamp":1}],"tags":[{"key":"t","value":"1"}]}""";
        await _mlflow.PostAsync("runs/log-batch", body);
        await _mlflow.PostAsync("runs/log-batch", body); // the client repeats
        await _mlflow.PostAsync("runs/log-parameter", $$"""{"run_id":"{{run}}","key":"lr","value":"0.1"}""");

        var refused = await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-batch",
            $$"""{"run_id":"{{run}}","params":[{"key":"new","value":"1"},{"key":"lr","value":"0.2"}],"metrics":[{"key":"m","value":2,"timestamp":2}],"tags":[{"key":"t","value":"2"}]}""");
        foreach (var named in new[] { "lr", "0.1", "0.2" })
            Assert.Contains(named, refused.Text("message"), StringComparison.Ordinal);
        var data = (await _mlflow.GetRunAsync(run)).GetProperty("data");
        Assert.Equal(["lr=0.1", "opt=adam"], MlflowClient.Pairs(data, "params"));
        Assert.Equal(["m=1"], MlflowClient.Pairs(data, "metrics"));
        Assert.Contains("t=1", MlflowClient.Pairs(data, "tags"));
        Assert.Equal(["1 0 1"], await HistoryAsync(run, "m"));
    }

    [Theory]
    [InlineData("""{"key":"k","value":1,"timestamp":1}""", "run_id")]
    [InlineData("""{"run_id":"RUN","value":1,"timestamp":1}""", "key")]
    [InlineData("""{"run_id":"RUN","key":"k","timestamp":1}""", "value")]
    [InlineData("""{"run_id":"RUN","key":"k","value":1}""", "timestamp")]
    [InlineData("""{"run_id":"RUN","key":"k","value":"x","timestamp":1}""", "value")]
    [InlineData("""{"run_id":"RUN","key":"k","value":true,"timestamp":1}""", "value")]
    [InlineData("""{"run_id":"RUN","key":"k","value":1,"timestamp":-1}""", "timestamp")]
    [InlineData("""{"run_id":"RUN","key":"k","value":1,"timestamp":1.5}""", "timestamp")]
    [InlineData("""{"run_id":"RUN","key":"k","value":1,"timestamp":1,"step":9223372036854775808}""", "step")]
    [InlineData("""{"run_id":"RUN","key":"k\ud800","value":1,"timestamp":1}""", "key")]
    [InlineData("""{"run_id":"RUN","key":"a/../b","value":1,"timestamp":1}""", "key")]
    [InlineData("""{"run_id":"RUN","key":5,"value":1,"timestamp":1}""", "key")]
    [InlineData("""{"run_id":["RUN"],"key":"k","value":1,"timestamp":1}""", "run_id")]
    public async Task A_wrong_point_is_refused_by_the_field_that_is_wrong(string body, string field)
    {
        var run = await _mlflow.RunAsync();
        Assert.Contains($"'{field}'", (await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-metric", body.Replace("RUN", run, StringComparison.Ordinal))).Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metrics":{}}""")]
    [InlineData("""{"metrics":[5]}""")]
    [InlineData("""{"metrics":[{"key":"k","value":1}]}""")]
    [InlineData("""{"metrics":[{"value":1,"timestamp":1}]}""")]
    [InlineData("""{"metrics":[{"key":"k k*","value":1,"timestamp":1}]}""")]
    [InlineData("""{"params":[{"value":"1"}]}""")]
    [InlineData("""{"tags":[{"key":"","value":"1"}]}""")]
    [InlineData("""{"tags":[["a"]]}""")]
    public async Task A_wrong_batch_is_refused(string body)
    {
        var run = await _mlflow.RunAsync();
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-batch", $$"""{"run_id":"{{run}}",{{body[1..]}}""");
    }

    [Fact]
    public async Task The_bounds_of_a_batch_and_of_keys_and_values_are_MLflows()
    {
        var run = await _mlflow.RunAsync();
        await _mlflow.PostAsync("runs/log-batch", Batch(run, 1_000, 0));
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-batch", Batch(run, 1_001, 0));
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-batch", Batch(run, 0, 101));
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-batch", Batch(run, 950, 51));
        await _mlflow.PostAsync("runs/log-metric", $$"""{"run_id":"{{run}}","key":"{{new string('k', 250)}}","value":1,"timestamp":1}""");
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-metric", $$"""{"run_id":"{{run}}","key":"{{new string('k', 251)}}","value":1,"timestamp":1}""");

        // Long values are cut, as MLflow's server does.
        await _mlflow.PostAsync("runs/log-parameter", $$"""{"run_id":"{{run}}","key":"long","value":"{{new string('v', 7_000)}}"}""");
        Assert.Contains($"long={new string('v', 6_000)}", MlflowClient.Pairs((await _mlflow.GetRunAsync(run)).GetProperty("data"), "params"));
    }

    [Fact]
    public async Task A_history_is_paged_and_points_that_come_meanwhile_do_not_move_it()
    {
        var run = await _mlflow.RunAsync();
        var metrics = string.Join(',', Enumerable.Range(0, 900).Select(i => FormattableString.Invariant($$"""{"key":"m","value":{{i}},"timestamp":{{1_000 + i}},"step":{{i}}}""")));
        await _mlflow.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{metrics}}]}""");
        var values = new List<double>();
        var token = "";
        do
        {
            var page = await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key=m&max_results=400&page_token={Uri.EscapeDataString(token)}");
            values.AddRange(page.GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("value").GetDouble()));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString()! : "";
            await LogAsync(run, "m", "-1", 1, 0); // before the place where the next page begins
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(0, 900).Select(i => (double)i), values);
        Assert.Equal(901, (await HistoryAsync(run, "m")).Length);
        Assert.Empty(await HistoryAsync(run, "nothing"));
        await _mlflow.GetAsync($"metrics/get-history?run_id={run}", 400);
        await _mlflow.GetAsync("metrics/get-history?run_id=none&metric_key=m", 404);
        await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key=m&page_token=x", 400);
    }

    [Theory]
    [InlineData("log-metric", """{"\ud800":1,"run_id":"RUN","key":"m","value":1,"timestamp":1}""")]
    [InlineData("log-metric", """{"run_id":"RUN","key":"m","value":1,"timestamp":1,"\udc00\ud800":1}""")]
    [InlineData("log-batch", """{"run_id":"RUN","\ud800":1}""")]
    [InlineData("log-batch", """{"run_id":"RUN","metrics":[{"\ud800":"m","key":"m","value":1,"timestamp":1}]}""")]
    [InlineData("log-batch", """{"run_id":"RUN","params":[{"\ud800x":"m","key":"m","value":"1"}]}""")]
    public async Task A_field_with_half_a_character_for_a_name_is_refused(string path, string body)
    {
        var run = await _mlflow.RunAsync();
        await _mlflow.RefusedAsync(HttpMethod.Post, $"runs/{path}", body.Replace("RUN", run, StringComparison.Ordinal), 400, "BAD_REQUEST");
    }

    [Fact]
    public async Task A_history_of_many_pages_is_sent_whole_and_sampled_at_even_steps()
    {
        const int Steps = 60_000;
        var run = await _mlflow.RunAsync();
        for (var from = 0; from < Steps; from += 1_000)
        {
            var metrics = string.Join(',', Enumerable.Range(from, 1_000).Select(i => FormattableString.Invariant($$"""{"key":"m","value":{{i}},"timestamp":{{i}},"step":{{i}}}""")));
            await _mlflow.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{metrics}}]}""");
        }

        var whole = (await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key=m")).GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("step").GetInt32());
        Assert.Equal(Enumerable.Range(0, Steps), whole);
        var first = await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key=m&max_results=55000");
        Assert.Equal(55_000, first.GetProperty("metrics").GetArrayLength());
        var rest = await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key=m&max_results=55000&page_token={Uri.EscapeDataString(first.Text("next_page_token")!)}");
        Assert.Equal((5_000, 55_000), (rest.GetProperty("metrics").GetArrayLength(), rest.GetProperty("metrics")[0].GetProperty("step").GetInt32()));
        Assert.False(rest.TryGetProperty("next_page_token", out _));

        var sampled = (await _mlflow.GetAsync($"metrics/get-history-bulk-interval?run_ids={run}&metric_key=m&start_step=100&end_step=59899&max_results=100"))
            .GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("step").GetInt32()).ToList();
        Assert.Equal((100, 59_899), (sampled[0], sampled[^1]));
        Assert.InRange(sampled.Count, 95, 100);
        Assert.InRange(sampled.Zip(sampled.Skip(1), (a, b) => b - a).Max(), 590, 620);
    }

    [Fact]
    public async Task Histories_of_several_runs_come_together_sampled_at_the_same_steps()
    {
        string[] runs = [await _mlflow.RunAsync(), await _mlflow.RunAsync()];
        foreach (var (run, n) in runs.Zip([100, 50]))
        {
            var metrics = string.Join(',', Enumerable.Range(0, n).Select(i => FormattableString.Invariant($$"""{"key":"m","value":{{i}},"timestamp":{{i}},"step":{{i}}}""")));
            await _mlflow.PostAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{metrics}}]}""");
        }

        var bulk = await _mlflow.GetAsync($"/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id={runs[0]}&run_id={runs[1]}&metric_key=m");
        Assert.Equal(150, bulk.GetProperty("metrics").GetArrayLength());
        var nothing = await _mlflow.GetAsync($"/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id={runs[0]}&metric_key=unknown");
        Assert.Equal(0, nothing.GetProperty("metrics").GetArrayLength());
        var sampled = (await _mlflow.GetAsync($"metrics/get-history-bulk-interval?run_ids={runs[0]}&run_ids={runs[1]}&metric_key=m&start_step=10&end_step=80&max_results=10"))
            .GetProperty("metrics").EnumerateArray().ToLookup(m => m.Text("run_id")!, m => m.GetProperty("step").GetInt64());
        Assert.Equal((10, 80), (sampled[runs[0]].Min(), sampled[runs[0]].Max()));
        Assert.Equal((10, 49), (sampled[runs[1]].Min(), sampled[runs[1]].Max()));
        Assert.InRange(sampled[runs[0]].Count(), 8, 12);
        await _mlflow.GetAsync($"metrics/get-history-bulk-interval?run_ids={runs[0]}&metric_key=m&start_step=10", 400);
        await _mlflow.GetAsync($"metrics/get-history-bulk-interval?run_ids={runs[0]}&metric_key=m&start_step=10&end_step=9", 400);
        await _mlflow.GetAsync($"metrics/get-history-bulk-interval?run_ids={runs[0]}&metric_key=m&max_results=2501", 400);
        await _mlflow.GetAsync("metrics/get-history-bulk-interval?metric_key=m", 400);
    }

    private static string Batch(string run, int metrics, int parameters)
    {
        var body = new StringBuilder($$"""{"run_id":"{{run}}","metrics":[""");
        body.AppendJoin(',', Enumerable.Range(0, metrics).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"key":"m{{i}}","value":1,"timestamp":1}""")));
        body.Append("""],"params":[""").AppendJoin(',', Enumerable.Range(0, parameters).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"key":"p{{i}}","value":"1"}""")));
        return body.Append("]}").ToString();
    }

    private Task<JsonElement> LogAsync(string run, string key, string value, long time, long step) =>
        _mlflow.PostAsync("runs/log-metric", string.Create(CultureInfo.InvariantCulture, $$"""{"run_id":"{{run}}","key":"{{key}}","value":{{value}},"timestamp":{{time}},"step":{{step}}}"""));

    private async Task<string[]> HistoryAsync(string run, string key)
    {
        var answer = await _mlflow.GetAsync($"metrics/get-history?run_id={run}&metric_key={key}");
        return answer.TryGetProperty("metrics", out var list)
            ? [.. list.EnumerateArray().Select(m => $"{m.GetProperty("timestamp")} {m.GetProperty("step")} {m.GetProperty("value").GetRawText()}")]
            : [];
    }
}
