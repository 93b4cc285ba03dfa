using Platform.Testing;
using System.Text.Json;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class ExperimentTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task The_default_experiment_is_there_from_the_start()
    {
        var experiment = (await _mlflow.GetAsync("experiments/get?experiment_id=0")).GetProperty("experiment");
        Assert.Equal(("Default", "active", "mlflow-artifacts:/0"), (experiment.Text("name"), experiment.Text("lifecycle_stage"), experiment.Text("artifact_location")));
        Assert.Equal("0", (await _mlflow.GetAsync("experiments/get-by-name?experiment_name=Default")).GetProperty("experiment").Text("experiment_id"));
    }

    [Fact]
    public async Task An_experiment_is_created_renamed_tagged_deleted_and_restored()
    {
        var id = (await _mlflow.PostAsync("experiments/create", """{"name":"a first","tags":[{"key":"team","value":"blue"}],"unknown":[1]}""")).Text("experiment_id");
        await _mlflow.PostAsync("experiments/update", $$"""{"experiment_id":"{{id}}","new_name":"renamed"}""");
        await _mlflow.PostAsync("experiments/set-experiment-tag", $$"""{"experiment_id":"{{id}}","key":"mlflow.note.content","value":"# Note"}""");

        var experiment = (await _mlflow.GetAsync("experiments/get-by-name?experiment_name=renamed")).GetProperty("experiment");
        Assert.Equal(["mlflow.note.content=# Note", "team=blue"], MlflowClient.Pairs(experiment, "tags"));
        await _mlflow.GetAsync("experiments/get-by-name?experiment_name=a%20first", 404);
        await _mlflow.PostAsync("experiments/delete-experiment-tag", $$"""{"experiment_id":"{{id}}","key":"team"}""");
        await _mlflow.PostAsync("experiments/delete-experiment-tag", $$"""{"experiment_id":"{{id}}","key":"team"}""", 404);

        Assert.Equal("{}", (await _mlflow.PostAsync("experiments/delete", $$"""{"experiment_id":"{{id}}"}""")).GetRawText());
        Assert.Equal("deleted", (await _mlflow.GetAsync($"experiments/get?experiment_id={id}")).GetProperty("experiment").Text("lifecycle_stage"));
        await _mlflow.RefusedAsync(HttpMethod.Post, "experiments/create", """{"name":"renamed"}""", 400, "RESOURCE_ALREADY_EXISTS");
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/create", $$"""{"experiment_id":"{{id}}"}""");
        await _mlflow.PostAsync("experiments/restore", $$"""{"experiment_id":"{{id}}"}""");
        await _mlflow.RunAsync(id!);
    }

    [Fact]
    public async Task Runs_go_and_come_back_with_their_experiment()
    {
        var id = await _mlflow.ExperimentAsync("with runs");
        var run = await _mlflow.RunAsync(id);
        var deleted = await _mlflow.RunAsync(id);
        await _mlflow.PostAsync("runs/delete", $$"""{"run_id":"{{deleted}}"}""");
        await _mlflow.PostAsync("experiments/delete", $$"""{"experiment_id":"{{id}}"}""");
        Assert.Equal("deleted", (await _mlflow.GetRunAsync(run)).GetProperty("info").Text("lifecycle_stage"));
        Assert.Equal("{}", (await _mlflow.PostAsync("runs/search", $$"""{"experiment_ids":["{{id}}"]}""")).GetRawText());
        await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-metric", $$"""{"run_id":"{{run}}","key":"m","value":1,"timestamp":1}""");
        await _mlflow.PostAsync("experiments/restore", $$"""{"experiment_id":"{{id}}"}""");
        foreach (var one in new[] { run, deleted }) // as MLflow's own store does: all of them
            Assert.Equal("active", (await _mlflow.GetRunAsync(one)).GetProperty("info").Text("lifecycle_stage"));
    }

    [Theory]
    [InlineData("create", "{}")]
    [InlineData("create", """{"name":""}""")]
    [InlineData("create", """{"name":5}""")]
    [InlineData("create", """{"name":"x\u0000"}""")]
    [InlineData("create", """{"name":"x\ud800"}""")]
    [InlineData("create", """{"name":"x","tags":{}}""")]
    [InlineData("create", """{"name":"x","tags":[{"value":"y"}]}""")]
    [InlineData("create", """{"name":"x","tags":[{"key":"../y","value":"y"}]}""")]
    [InlineData("create", """{"name":"x","artifact_location":"mlflow-artifacts:/../../etc"}""")]
    [InlineData("create", """{"name":"x","artifact_location":"mlflow-artifacts:/team/artifacts/x"}""")]
    [InlineData("delete", "{}")]
    [InlineData("update", """{"experiment_id":"0"}""")]
    [InlineData("update", """{"experiment_id":"0","new_name":""}""")]
    [InlineData("set-experiment-tag", """{"experiment_id":"0","value":"y"}""")]
    [InlineData("search", """{"max_results":0}""")]
    [InlineData("search", """{"max_results":"many"}""")]
    [InlineData("search", """{"view_type":"SOME"}""")]
    [InlineData("search", """{"filter":"metrics.a > 1"}""")]
    [InlineData("search", """{"order_by":["size"]}""")]
    [InlineData("search", """{"page_token":"x"}""")]
    public async Task A_wrong_call_is_refused_and_nothing_is_written(string path, string body)
    {
        await _mlflow.GetAsync("experiments/get?experiment_id=0"); // makes Default
        await _mlflow.RefusedAsync(HttpMethod.Post, $"experiments/{path}", body);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("restore")]
    [InlineData("set-experiment-tag")]
    public async Task An_unknown_experiment_is_missing(string path)
    {
        await _mlflow.GetAsync("experiments/get?experiment_id=0");
        await _mlflow.RefusedAsync(HttpMethod.Post, $"experiments/{path}", """{"experiment_id":"nothing","key":"k","value":"v"}""", 404);
    }

    [Fact]
    public async Task A_name_of_more_than_five_hundred_characters_is_refused() =>
        await _mlflow.RefusedAsync(HttpMethod.Post, "experiments/create", $$"""{"name":"{{new string('x', 501)}}"}""");

    [Fact]
    public async Task Experiments_are_found_by_filter_in_order_and_page_by_page()
    {
        foreach (var name in new[] { "find b", "find a", "find c" })
            await _mlflow.PostAsync("experiments/create", $$"""{"name":"{{name}}","tags":[{"key":"group","value":"{{name[^1]}}"}]}""");

        Assert.Equal(["find c", "find b", "find a"], await NamesAsync("""{"filter":"name LIKE 'find %'","order_by":["name DESC"]}"""));
        Assert.Equal(["find b"], await NamesAsync("""{"filter":"name ILIKE 'FIND %' AND tags.group = 'b'"}"""));
        Assert.Equal(["find a", "find b"], await NamesAsync("""{"filter":"tags.group IS NOT NULL AND tags.group != 'c' AND creation_time > 0","order_by":["name"]}"""));
        Assert.Empty(await NamesAsync("""{"filter":"name LIKE 'find %'","view_type":"DELETED_ONLY"}"""));

        var first = await _mlflow.PostAsync("experiments/search", """{"filter":"name LIKE 'find %'","order_by":["name"],"max_results":2}""");
        var second = await _mlflow.GetAsync($"experiments/search?filter=name%20LIKE%20%27find%20%25%27&order_by=name&max_results=2&page_token={first.Text("next_page_token")}");
        Assert.Equal(["find c"], Names(second));
        Assert.False(second.TryGetProperty("next_page_token", out _));
    }

    [Fact]
    public async Task A_page_begins_after_the_last_one_whatever_came_and_went_meanwhile()
    {
        var ids = new List<string>();
        foreach (var name in new[] { "turn 1", "turn 2", "turn 3", "turn 4" })
        {
            ids.Add(await _mlflow.ExperimentAsync(name));
            await Eventually.NextMillisecondAsync(); // the order is by it
        }
        const string Search = "\"filter\":\"name LIKE 'turn %'\",\"max_results\":2";
        var first = await _mlflow.PostAsync("experiments/search", $$"""{{{Search}}}""");
        Assert.Equal(["turn 4", "turn 3"], Names(first)); // the newest first
        await _mlflow.ExperimentAsync("turn 5");
        await _mlflow.PostAsync("experiments/delete", $$"""{"experiment_id":"{{ids[3]}}"}""");
        await _mlflow.PostAsync("experiments/delete", $$"""{"experiment_id":"{{ids[2]}}"}""");
        var second = await _mlflow.PostAsync("experiments/search", $$"""{{{Search}},"page_token":"{{first.Text("next_page_token")}}"}""");
        Assert.Equal(["turn 2", "turn 1"], Names(second));
        Assert.False(second.TryGetProperty("next_page_token", out _));
        await _mlflow.PostAsync("experiments/search", $$"""{{{Search}},"order_by":["name"],"page_token":"{{first.Text("next_page_token")}}"}""", 400);
    }

    private async Task<string[]> NamesAsync(string body) => Names(await _mlflow.PostAsync("experiments/search", body));

    private static string[] Names(JsonElement answer) =>
        answer.TryGetProperty("experiments", out var list) ? [.. list.EnumerateArray().Select(e => e.Text("name")!)] : [];
}
