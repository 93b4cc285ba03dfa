using System.Text.Json;
using System.Globalization;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class RunTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task A_run_is_created_with_what_it_brings_and_read_back()
    {
        var parent = await _mlflow.RunAsync();
        var body = $$"""{"experiment_id":"0","user_id":"ada","start_time":"1700000000000","run_name":"first","tags":[{"key":"mlflow.parentRunId","value":"{{parent}}"}]}""";
        var created = (await _mlflow.PostAsync("runs/create", body)).GetProperty("run");
        var info = created.GetProperty("info");
        var id = info.Text("run_id")!;

        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.Equal((id, "first", "0", "ada", "RUNNING", "active"), (info.Text("run_uuid"), info.Text("run_name"), info.Text("experiment_id"), info.Text("user_id"), info.Text("status"), info.Text("lifecycle_stage")));
        Assert.Equal((1_700_000_000_000, $"mlflow-artifacts:/0/{id}/artifacts"), (info.GetProperty("start_time").GetInt64(), info.Text("artifact_uri")));
        Assert.Equal([$"mlflow.parentRunId={parent}", "mlflow.runName=first"], MlflowClient.Pairs(created.GetProperty("data"), "tags"));
        Assert.Equal(created.GetProperty("info").GetRawText(), (await _mlflow.GetRunAsync(id)).GetProperty("info").GetRawText());
    }

    [Fact]
    public async Task A_run_without_a_name_gets_one_and_its_tag_says_so()
    {
        var run = await _mlflow.GetRunAsync(await _mlflow.RunAsync());
        var name = run.GetProperty("info").Text("run_name");
        Assert.False(string.IsNullOrEmpty(name));
        Assert.Equal([$"mlflow.runName={name}"], MlflowClient.Pairs(run.GetProperty("data"), "tags"));
    }

    [Fact]
    public async Task A_run_ends_and_its_name_and_tag_follow_each_other()
    {
        var id = await _mlflow.RunAsync();
        var info = (await _mlflow.PostAsync("runs/update", $$"""{"run_id":"{{id}}","status":"FINISHED","end_time":1700000001000,"run_name":"second"}""")).GetProperty("run_info");
        Assert.Equal(("FINISHED", 1_700_000_001_000, "second"), (info.Text("status"), info.GetProperty("end_time").GetInt64(), info.Text("run_name")));
        Assert.Contains("mlflow.runName=second", MlflowClient.Pairs((await _mlflow.GetRunAsync(id)).GetProperty("data"), "tags"));

        await _mlflow.PostAsync("runs/set-tag", $$"""{"run_id":"{{id}}","key":"mlflow.runName","value":"third"}""");
        Assert.Equal("third", (await _mlflow.GetRunAsync(id)).GetProperty("info").Text("run_name"));
    }

    [Fact]
    public async Task A_deleted_run_takes_nothing_until_it_is_restored()
    {
        var id = await _mlflow.RunAsync();
        Assert.Equal("{}", (await _mlflow.PostAsync("runs/delete", $$"""{"run_id":"{{id}}"}""")).GetRawText());
        Assert.Equal("deleted", (await _mlflow.GetRunAsync(id)).GetProperty("info").Text("lifecycle_stage"));
        string[] paths = ["log-metric", "log-parameter", "set-tag"];
        foreach (var path in paths)
        {
            var refused = await _mlflow.RefusedAsync(HttpMethod.Post, $"runs/{path}", $$"""{"run_id":"{{id}}","key":"k","value":{{(path == "log-metric" ? "1" : "\"v\"")}},"timestamp":1}""");
            Assert.Contains("must be in the 'active' state", refused.Text("message"), StringComparison.Ordinal);
        }

        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-batch", $$"""{"run_id":"{{id}}","params":[{"key":"k","value":"v"}]}""");
        await _mlflow.PostAsync("runs/restore", $$"""{"run_id":"{{id}}"}""");
        await _mlflow.PostAsync("runs/log-parameter", $$"""{"run_id":"{{id}}","key":"k","value":"v"}""");
    }

    [Fact]
    public async Task A_finished_run_still_takes_metrics()
    {
        var id = await _mlflow.RunAsync();
        await _mlflow.PostAsync("runs/update", $$"""{"run_id":"{{id}}","status":"FINISHED"}""");
        await _mlflow.PostAsync("runs/log-metric", $$"""{"run_id":"{{id}}","key":"late","value":1,"timestamp":1}""");
    }

    [Fact]
    public async Task The_same_create_again_is_another_run_once_its_answer_was_delivered()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"experiment_id":"0","start_time":{{now}},"run_name":"twin"}""");
        var first = (await _mlflow.PostAsync("runs/create", body)).GetProperty("run").GetProperty("info").Text("run_id");
        var second = (await _mlflow.PostAsync("runs/create", body)).GetProperty("run").GetProperty("info").Text("run_id");
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_create_that_was_cut_off_by_a_restart_finds_its_run()
    {
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"experiment_id":"0","start_time":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"user_id":"cut"}""");
        var first = (await _mlflow.PostAsync("runs/create", body)).GetProperty("run").GetProperty("info");
        await using var restarted = await WebServer.StartAsync(("ConnectionStrings:Platform", web.Database.ConnectionString));
        var before = await web.CountEventsAsync();
        var again = (await new MlflowClient(restarted).PostAsync("runs/create", body)).GetProperty("run").GetProperty("info");
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task A_caller_may_name_the_run_and_the_same_call_again_finds_it()
    {
        const string body = """{"experiment_id":"0","run_id":"0123456789abcdef0123456789abcdef","start_time":1700000000000,"run_name":"mine"}""";
        var first = (await _mlflow.PostAsync("runs/create", body)).GetProperty("run").GetProperty("info");
        var before = await web.CountEventsAsync();
        Assert.Equal(first.GetRawText(), (await _mlflow.PostAsync("runs/create", body)).GetProperty("run").GetProperty("info").GetRawText());
        Assert.Equal(before, await web.CountEventsAsync());
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/create", body.Replace("1700000000000", "1700000000001", StringComparison.Ordinal));
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/create", """{"run_id":"../etc"}""");
    }

    [Theory]
    [InlineData("runs/create", """{"experiment_id":5}""")]
    [InlineData("runs/create", """{"start_time":"soon"}""")]
    [InlineData("runs/create", """{"start_time":1e300}""")]
    [InlineData("runs/create", """{"run_name":"a","tags":[{"key":"mlflow.runName","value":"b"}]}""")]
    [InlineData("runs/create", """{"tags":[{"key":"a//b","value":"b"}]}""")]
    [InlineData("runs/update", "{}")]
    [InlineData("runs/update", """{"run_id":"RUN","status":"DONE"}""")]
    [InlineData("runs/log-parameter", """{"run_id":"RUN"}""")]
    [InlineData("runs/log-parameter", """{"run_id":"RUN","key":"/k","value":"v"}""")]
    [InlineData("runs/log-parameter", """{"run_id":"RUN","key":"k","value":1}""")]
    [InlineData("runs/set-tag", """{"run_id":"RUN","key":"a*b","value":"v"}""")]
    [InlineData("runs/log-inputs", """{"run_id":"RUN","datasets":[{}]}""")]
    [InlineData("runs/log-inputs", """{"run_id":"RUN","datasets":[{"dataset":{"name":"d","digest":"1234567890123456789012345678901234567","source_type":"local","source":"s"}}]}""")]
    [InlineData("runs/log-inputs", """{"run_id":"RUN","datasets":5}""")]
    [InlineData("runs/log-model", """{"run_id":"RUN","model_json":"{"}""")]
    [InlineData("runs/log-model", """{"run_id":"RUN","model_json":"[]"}""")]
    [InlineData("runs/search", """{"experiment_ids":"0"}""")]
    [InlineData("runs/search", """{"experiment_ids":["0"],"max_results":50001}""")]
    [InlineData("runs/search", """{"experiment_ids":["0"],"filter":"metrics.a >"}""")]
    [InlineData("runs/search", """{"experiment_ids":["0"],"order_by":["start_time","created"]}""")]
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"nothing"}""")]
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"eyJvcmRlciI6IiIsIm51bWJlcnMiOltdLCJ0ZXh0cyI6W10sInN0YXJ0IjoxLCJpZCI6ImEifQ"}""")] // {"order":"","numbers":[],"texts":[],"start":1,"id":"a"}
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"eyJvcmRlciI6IiIsInJhbmtzIjpudWxsLCJudW1iZXJzIjpbXSwidGV4dHMiOltdLCJzdGFydCI6MSwiaWQiOiJhIn0"}""")] // {"order":"","ranks":null,"numbers":[],"texts":[],"start":1,"id":"a"}
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"eyJvcmRlciI6IiIsInJhbmtzIjpbXSwibnVtYmVycyI6W10sInRleHRzIjpbXSwic3RhcnQiOjEsImlkIjpudWxsfQ"}""")] // {"order":"","ranks":[],"numbers":[],"texts":[],"start":1,"id":null}
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"eyJvcmRlciI6IiIsInJhbmtzIjpbXSwibnVtYmVycyI6W10sInRleHRzIjpbXSwic3RhcnQiOjF9"}""")] // {"order":"","ranks":[],"numbers":[],"texts":[],"start":1}
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"bnVsbA"}""")] // null
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"W10"}""")] // []
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"eyJvcmRlciI6IiIsInJhbmtzIjpbXSwibnVtYmVycyI6W10sInRleHRzIjpbXSwic3RhcnQiOiJ4IiwiaWQiOiJhIn0"}""")] // {"order":"","ranks":[],"numbers":[],"texts":[],"start":"x","id":"a"}
    [InlineData("runs/search", """{"experiment_ids":["0"],"page_token":"eyJcdWQ4MDAiOjF9"}""")] // {"\ud800":1}
    [InlineData("runs/log-model", """{"run_id":"RUN","model_json":"{\"a\":\"\\ud800\"}"}""")]
    [InlineData("runs/log-model", """{"run_id":"RUN","model_json":"{\"\\ud800\":1}"}""")]
    public async Task A_wrong_call_is_refused_and_nothing_is_written(string path, string body)
    {
        var run = await _mlflow.RunAsync();
        await _mlflow.RefusedAsync(HttpMethod.Post, path, body.Replace("RUN", run, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("runs/update", "")]
    [InlineData("runs/delete", "")]
    [InlineData("runs/restore", "")]
    [InlineData("runs/log-metric", ""","key":"k","value":1,"timestamp":1""")]
    [InlineData("runs/log-parameter", ""","key":"k","value":"v" """)]
    [InlineData("runs/log-batch", ""","metrics":[{"key":"k","value":1,"timestamp":1}]""")]
    [InlineData("runs/set-tag", ""","key":"k","value":"v" """)]
    [InlineData("runs/delete-tag", ""","key":"k" """)]
    [InlineData("runs/log-inputs", "")]
    [InlineData("runs/outputs", ""","models":[]""")]
    public async Task An_unknown_run_is_missing(string path, string more)
    {
        await _mlflow.RunAsync();
        await _mlflow.RefusedAsync(HttpMethod.Post, path, $$"""{"run_id":"00000000000000000000000000000000"{{more}}}""", 404);
        await _mlflow.RefusedAsync(HttpMethod.Post, path, $$"""{"run_id":"../etc"{{more}}}""", 404);
    }

    [Fact]
    public async Task Data_sets_are_recorded_once_with_their_context()
    {
        var id = await _mlflow.RunAsync();
        var body = """
            {"run_id":"RUN","datasets":[{"tags":[{"key":"mlflow.data.context","value":"training"}],
              "dataset":{"name":"iris","digest":"d1","source_type":"local","source":"{}","schema":"{\"a\":1}"}}]}
            """.Replace("RUN", id, StringComparison.Ordinal);
        await _mlflow.PostAsync("runs/log-inputs", body);
        await _mlflow.PostAsync("runs/log-inputs", body);

        var input = (await _mlflow.GetRunAsync(id)).GetProperty("inputs").GetProperty("dataset_inputs").EnumerateArray().Single();
        Assert.Equal(("iris", "d1", """{"a":1}"""), (input.GetProperty("dataset").Text("name"), input.GetProperty("dataset").Text("digest"), input.GetProperty("dataset").Text("schema")));
        Assert.Equal(["mlflow.data.context=training"], MlflowClient.Pairs(input, "tags"));
    }

    [Fact]
    public async Task Models_that_are_logged_at_once_are_all_listed()
    {
        var id = await _mlflow.RunAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _mlflow.PostAsync("runs/log-model", $$"""{"run_id":"{{id}}","model_json":"{\"artifact_path\":\"{{i}}\"}"}""")));
        var history = MlflowClient.Pairs((await _mlflow.GetRunAsync(id)).GetProperty("data"), "tags").Single(tag => tag.StartsWith("mlflow.log-model.history=", StringComparison.Ordinal));
        var listed = JsonElement.Parse(history["mlflow.log-model.history=".Length..]).EnumerateArray().Select(model => model.Text("artifact_path"));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Models_that_were_logged_by_older_clients_are_listed_in_a_tag()
    {
        var id = await _mlflow.RunAsync();
        foreach (var name in new[] { "a", "b" })
            await _mlflow.PostAsync("runs/log-model", $$"""{"run_id":"{{id}}","model_json":"{\"artifact_path\":\"{{name}}\"}"}""");
        Assert.Contains("""mlflow.log-model.history=[{"artifact_path":"a"},{"artifact_path":"b"}]""", MlflowClient.Pairs((await _mlflow.GetRunAsync(id)).GetProperty("data"), "tags"));
    }
}
