using System.Text.Json;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

/// <summary>A client whose connection breaks before the answer asks again: it must find what it made, once. A client that had its answer asks for another.</summary>
public sealed class RepeatedCreationTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _client = new(web);

    [Fact]
    public async Task An_experiment()
    {
        const string Body = """{"name":"asked for twice","tags":[{"key":"a","value":"b"}]}""";
        await LoseAsync("experiments/create", Body);
        var id = (await _client.PostAsync("experiments/create", Body)).Text("experiment_id");
        Assert.Equal(id, (await _client.GetAsync("experiments/get-by-name?experiment_name=asked%20for%20twice")).GetProperty("experiment").Text("experiment_id"));
        await _client.PostAsync("experiments/create", Body, 400, "RESOURCE_ALREADY_EXISTS");
    }

    [Fact]
    public async Task A_registered_model_and_its_version()
    {
        const string Model = """{"name":"registered-twice"}""";
        await LoseAsync("registered-models/create", Model);
        await _client.PostAsync("registered-models/create", Model);
        await _client.PostAsync("registered-models/create", Model, 400, "RESOURCE_ALREADY_EXISTS");

        const string Version = """{"name":"registered-twice","source":"mlflow-artifacts:/0/r/artifacts/model"}""";
        await LoseAsync("model-versions/create", Version);
        await LoseAsync("model-versions/create", Version);
        Assert.Equal("1", await VersionAsync());
        Assert.Equal("2", await VersionAsync());

        async Task<string> VersionAsync() => (await _client.PostAsync("model-versions/create", Version)).GetProperty("model_version").Text("version")!;
    }

    [Fact]
    public async Task A_logged_model()
    {
        var experiment = await _client.ExperimentAsync("of models asked for twice");
        var body = $$"""{"experiment_id":"{{experiment}}","name":"net"}""";
        await LoseAsync("logged-models", body);
        var first = await CreateAsync();
        Assert.NotEqual(first, await CreateAsync());
        Assert.Equal(2, (await _client.PostAsync("logged-models/search", $$"""{"experiment_ids":["{{experiment}}"]}""")).GetProperty("models").GetArrayLength());

        async Task<string> CreateAsync() => (await _client.PostAsync("logged-models", body)).GetProperty("model").GetProperty("info").Text("model_id")!;
    }

    private Task LoseAsync(string path, string body) => web.LoseAnswerAsync(MlflowClient.Prefix + path, body);
}
