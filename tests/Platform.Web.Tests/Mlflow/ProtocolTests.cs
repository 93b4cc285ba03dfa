using System.Text.Json;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class ProtocolTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _mlflow = new(web);

    [Theory]
    [InlineData("/api/2.0/mlflow/experiments/get?experiment_id=0")]
    [InlineData("/ajax-api/2.0/mlflow/experiments/get?experiment_id=0")]
    [InlineData("/api/3.0/mlflow/experiments/get?experiment_id=0")]
    public async Task The_twin_prefixes_answer_alike(string path) =>
        Assert.Equal("Default", (await _mlflow.GetAsync(path)).GetProperty("experiment").Text("name"));

    [Theory]
    [InlineData("GET", "/api/2.0/mlflow")]
    [InlineData("GET", "/api/2.0/mlflow/nothing")]
    [InlineData("GET", "/api/2.0/mlflow/runs/create")]
    [InlineData("DELETE", "/api/2.0/mlflow/runs/search")]
    [InlineData("POST", "/api/3.0/mlflow/traces")]
    [InlineData("GET", "/ajax-api/2.0/mlflow/runs")]
    [InlineData("GET", "/api/2.0/mlflow-artifacts")]
    [InlineData("PATCH", "/api/2.0/mlflow-artifacts/artifacts/a")]
    public async Task What_there_is_not_is_answered_in_MLflows_form(string method, string path) =>
        await _mlflow.SendAsync(new HttpMethod(method), path, method == "GET" ? null : "{}", 404, "ENDPOINT_NOT_FOUND");

    // The code makes newer clients ask again at the older address, and then warn once and go on; the message is what the user reads.
    [Theory]
    [InlineData("/api/3.0/mlflow/traces")]
    [InlineData("/api/2.0/mlflow/traces")]
    [InlineData("/api/3.0/mlflow/traces/tr-1/assessments")]
    public async Task Who_sends_traces_is_told_how_to_stop_it(string path)
    {
        var answer = await _mlflow.RefusedAsync(HttpMethod.Post, path, "{}", 404, "ENDPOINT_NOT_FOUND");
        Assert.Contains("MLFLOW_TRACE_SAMPLING_RATIO=0", answer.Text("message"), StringComparison.Ordinal);
        Assert.Contains("mlflow.tracing.disable()", answer.Text("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("{\"a\":1,}", "application/json")]
    [InlineData("{}{}", "application/json")]
    [InlineData("{}", "text/plain")]
    [InlineData("{}", "application/x-www-form-urlencoded")]
    public async Task A_body_that_is_no_JSON_object_is_a_bad_request(string body, string type)
    {
        foreach (var path in new[] { "experiments/create", "runs/create", "runs/log-metric", "runs/log-batch" })
        {
            using var response = await _mlflow.RawAsync(HttpMethod.Post, path, body, type);
            Assert.Equal(400, (int)response.StatusCode);
            Assert.Equal("BAD_REQUEST", JsonElement.Parse(await response.Content.ReadAsStringAsync()).Text("error_code"));
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var answer = await _mlflow.RefusedAsync(HttpMethod.Post, "runs/log-batch", $$"""{"x":"{{new string('x', 12 << 20)}}"}""", 413);
        Assert.Contains("larger", answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guards_of_host_and_origin_stand_before_it()
    {
        using var foreign = await web.SendAsync(HttpMethod.Post, "/api/2.0/mlflow/experiments/create", """{"name":"x"}""", "application/json", ("Origin", "https://elsewhere.example"));
        Assert.Equal(403, (int)foreign.StatusCode);
        using var host = await web.SendAsync(HttpMethod.Get, "/api/2.0/mlflow/experiments/get?experiment_id=0", null, "", ("Host", "elsewhere.example"));
        Assert.Equal(400, (int)host.StatusCode);
        using var own = await web.Http.GetAsync("/api/2.0/mlflow/experiments/get?experiment_id=0");
        Assert.Equal("no-store", own.Headers.CacheControl?.ToString());
        Assert.False(own.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_server_says_which_version_of_the_API_it_speaks()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+$", await web.Http.GetStringAsync("/version"));
        Assert.False((await _mlflow.GetAsync("/api/3.0/mlflow/server-info")).GetProperty("workspaces_enabled").GetBoolean());
    }
}
