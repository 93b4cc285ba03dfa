using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>Calls MLflow's endpoints over HTTP, as its clients do.</summary>
internal sealed class MlflowClient(WebServer web)
{
    public const string Prefix = "/api/2.0/mlflow/";

    public Task<JsonElement> PostAsync(string path, string body, int status = 200, string? code = null) => SendAsync(HttpMethod.Post, path, body, status, code);

    public Task<JsonElement> GetAsync(string path, int status = 200, string? code = null) => SendAsync(HttpMethod.Get, path, null, status, code);

    /// <summary>Sends a call below the prefix (or to a whole path) and checks status, form and error code of the answer.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, int status = 200, string? code = null)
    {
        using var response = await RawAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{method} {path} answered {(int)response.StatusCode}, expected {status}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var answer = JsonElement.Parse(text);
        if (status >= 400)
        {
            Assert.False(string.IsNullOrEmpty(answer.Text("message")), text);
            Assert.Equal(code ?? (status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE"), answer.Text("error_code"));
        }

        return answer;
    }

    public async Task<HttpResponseMessage> RawAsync(HttpMethod method, string path, string? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : Prefix + path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        return await web.Http.SendAsync(request);
    }

    /// <summary>A refused call must write nothing. Points that wait to be taken over into events would look like it, so they go first.</summary>
    public async Task<JsonElement> RefusedAsync(HttpMethod method, string path, string? body, int status = 400, string? code = null)
    {
        await Eventually.HoldsAsync(async () => await CountAsync("select count(*) from metric_inbox") == 0);
        var before = await web.CountEventsAsync();
        var answer = await SendAsync(method, path, body, status, code);
        Assert.Equal(before, await web.CountEventsAsync());
        return answer;
    }

    public async Task<string> ExperimentAsync(string name) => (await PostAsync("experiments/create", $$"""{"name":"{{name}}"}""")).Text("experiment_id")!;

    /// <summary>A new run's id.</summary>
    public async Task<string> RunAsync(string experiment = "0", string more = "") =>
        (await PostAsync("runs/create", $$"""{"experiment_id":"{{experiment}}"{{more}}}""")).GetProperty("run").GetProperty("info").Text("run_id")!;

    public async Task<JsonElement> GetRunAsync(string run) => (await GetAsync($"runs/get?run_id={run}")).GetProperty("run");

    /// <summary>The keys and values of a list of pairs as <c>key=value</c>, in its order.</summary>
    public static string[] Pairs(JsonElement owner, string list) => owner.TryGetProperty(list, out var items)
        ? [.. items.EnumerateArray().Select(item => $"{item.Text("key")}={item.GetProperty("value")}")]
        : [];

    /// <summary>A number from the server's database.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var command = web.Database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
