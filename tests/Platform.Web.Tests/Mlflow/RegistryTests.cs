using System.Text.Json;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Mlflow;

public sealed class RegistryTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _mlflow = new(web);

    [Fact]
    public async Task A_model_is_entered_described_tagged_renamed_and_deleted()
    {
        var created = (await _mlflow.PostAsync("registered-models/create", """{"name":"a model","description":"first","tags":[{"key":"a","value":"1"}]}""")).GetProperty("registered_model");
        Assert.Equal(("a model", "first"), (created.Text("name"), created.Text("description")));
        await _mlflow.RefusedAsync(HttpMethod.Post, "registered-models/create", """{"name":"a model"}""", 400, "RESOURCE_ALREADY_EXISTS");
        await _mlflow.SendAsync(HttpMethod.Patch, "registered-models/update", """{"name":"a model","description":"second"}""");
        await _mlflow.PostAsync("registered-models/set-tag", """{"name":"a model","key":"b","value":"2"}""");
        await _mlflow.SendAsync(HttpMethod.Delete, "registered-models/delete-tag", """{"name":"a model","key":"a"}""");
        await VersionAsync("a model", "s3://somewhere/1");
        await _mlflow.PostAsync("registered-models/alias", """{"name":"a model","alias":"Best","version":"1"}""");

        await _mlflow.PostAsync("registered-models/rename", """{"name":"a model","new_name":"another"}""");
        await _mlflow.GetAsync("registered-models/get?name=a%20model", 404);
        var model = (await _mlflow.GetAsync("registered-models/get?name=another")).GetProperty("registered_model");
        Assert.Equal(("second", "1"), (model.Text("description"), model.GetProperty("aliases")[0].Text("version")));
        Assert.Equal(["b=2"], MlflowClient.Pairs(model, "tags"));
        Assert.Equal("another", model.GetProperty("latest_versions")[0].Text("name"));
        await _mlflow.PostAsync("registered-models/create", """{"name":"a model"}"""); // the old name is free again

        await _mlflow.SendAsync(HttpMethod.Delete, "registered-models/delete", """{"name":"another"}""");
        await _mlflow.GetAsync("registered-models/get?name=another", 404);
        await _mlflow.PostAsync("registered-models/create", """{"name":"another"}""");
        Assert.Equal("1", (await VersionAsync("another", "s3://x")).Text("version"));
    }

    [Fact]
    public async Task Versions_count_up_carry_their_source_and_are_found_by_alias()
    {
        await _mlflow.PostAsync("registered-models/create", """{"name":"versions"}""");
        var run = await _mlflow.RunAsync();
        var first = (await _mlflow.PostAsync("model-versions/create",
            $$"""{"name":"versions","source":"mlflow-artifacts:/0/{{run}}/artifacts/model","run_id":"{{run}}","description":"one","tags":[{"key":"k","value":"v"}]}""")).GetProperty("model_version");
        Assert.Equal(("1", "READY", "None", run, "one"), (first.Text("version"), first.Text("status"), first.Text("current_stage"), first.Text("run_id"), first.Text("description")));
        var bare = await VersionAsync("versions", "s3://b");
        Assert.Equal(("2", "", "", ""), (bare.Text("version"), bare.Text("description"), bare.Text("run_id"), bare.Text("run_link"))); // empty, not absent: as MLflow's server answers

        await _mlflow.PostAsync("registered-models/alias", """{"name":"versions","alias":"prod","version":2}""");
        Assert.Equal("2", (await _mlflow.GetAsync("registered-models/alias?name=versions&alias=prod")).GetProperty("model_version").Text("version"));
        await _mlflow.RefusedAsync(HttpMethod.Post, "registered-models/alias", """{"name":"versions","alias":"prod","version":"9"}""", 404);
        await _mlflow.RefusedAsync(HttpMethod.Post, "registered-models/alias", """{"name":"versions","alias":"v1","version":"1"}""");
        await _mlflow.GetAsync("registered-models/alias?name=versions&alias=nothing", 400);
        await _mlflow.SendAsync(HttpMethod.Delete, "registered-models/alias", """{"name":"versions","alias":"prod"}""");

        await _mlflow.SendAsync(HttpMethod.Patch, "model-versions/update", """{"name":"versions","version":"1","description":"changed"}""");
        await _mlflow.PostAsync("model-versions/set-tag", """{"name":"versions","version":"1","key":"x","value":"y"}""");
        await _mlflow.SendAsync(HttpMethod.Delete, "model-versions/delete-tag", """{"name":"versions","version":"1","key":"k"}""");
        var version = (await _mlflow.GetAsync("model-versions/get?name=versions&version=1")).GetProperty("model_version");
        Assert.Equal("changed", version.Text("description"));
        Assert.Equal(["x=y"], MlflowClient.Pairs(version, "tags"));
        Assert.Equal("s3://b", (await _mlflow.GetAsync("model-versions/get-download-uri?name=versions&version=2")).Text("artifact_uri"));
    }

    [Fact]
    public async Task A_copy_of_a_version_stays_where_that_lies_when_the_other_is_renamed_or_deleted()
    {
        await _mlflow.PostAsync("registered-models/create", """{"name":"original"}""");
        await _mlflow.PostAsync("registered-models/create", """{"name":"copies"}""");
        await VersionAsync("original", "mlflow-artifacts:/0/somewhere/artifacts/model");
        await _mlflow.PostAsync("registered-models/alias", """{"name":"original","alias":"best","version":"1"}""");
        foreach (var source in new[] { "models:/original/1", "models:/original@best", "models:/original/latest", "models:/original/None" })
            await VersionAsync("copies", source);
        foreach (var missing in new[] { "models:/original/2", "models:/original@none", "models:/original/Staging", "models:/nobody/1", "models:/m-none" })
            await _mlflow.RefusedAsync(HttpMethod.Post, "model-versions/create", $$"""{"name":"copies","source":"{{missing}}"}""", 404);
        await _mlflow.PostAsync("registered-models/rename", """{"name":"original","new_name":"renamed"}""");
        await _mlflow.SendAsync(HttpMethod.Delete, "model-versions/delete", """{"name":"renamed","version":"1"}""");
        for (var version = 1; version <= 4; version++)
            Assert.Equal("mlflow-artifacts:/0/somewhere/artifacts/model", (await _mlflow.GetAsync($"model-versions/get-download-uri?name=copies&version={version}")).Text("artifact_uri"));
    }

    [Fact]
    public async Task A_version_of_a_logged_model_is_downloaded_from_where_its_files_lie()
    {
        var info = (await _mlflow.PostAsync("logged-models", """{"experiment_id":"0","name":"net"}""")).GetProperty("model").GetProperty("info");
        var id = info.Text("model_id");
        await _mlflow.PostAsync("registered-models/create", """{"name":"of a logged model"}""");
        await _mlflow.PostAsync("model-versions/create", $$"""{"name":"of a logged model","source":"models:/{{id}}","model_id":"{{id}}"}""");
        await VersionAsync("of a logged model", "models:/of a logged model/1"); // a copy is that model too
        for (var version = 1; version <= 2; version++)
        {
            Assert.Equal(info.Text("artifact_uri"), (await _mlflow.GetAsync($"model-versions/get-download-uri?name=of%20a%20logged%20model&version={version}")).Text("artifact_uri"));
            var found = (await _mlflow.GetAsync($"model-versions/get?name=of%20a%20logged%20model&version={version}")).GetProperty("model_version");
            Assert.Equal(($"models:/{id}", id), (found.Text("source"), found.Text("model_id")));
        }
    }

    [Fact]
    public async Task Stages_move_and_archive_what_was_there()
    {
        await _mlflow.PostAsync("registered-models/create", """{"name":"stages"}""");
        for (var i = 0; i < 3; i++)
            await VersionAsync("stages", "s3://x");
        await StageAsync(1, "production");
        await StageAsync(2, "Production", archive: true);

        Assert.Equal(["1 Archived", "2 Production", "3 None"], (await _mlflow.GetAsync("registered-models/get-latest-versions?name=stages")).GetProperty("model_versions")
            .EnumerateArray().Select(v => $"{v.Text("version")} {v.Text("current_stage")}"));
        Assert.Equal(1, (await _mlflow.PostAsync("registered-models/get-latest-versions", """{"name":"stages","stages":["Production"]}""")).GetProperty("model_versions").GetArrayLength());
        await _mlflow.RefusedAsync(HttpMethod.Post, "model-versions/transition-stage", """{"name":"stages","version":"1","stage":"Live"}""");

        Task<JsonElement> StageAsync(int version, string stage, bool archive = false) => _mlflow.PostAsync(
            "model-versions/transition-stage", $$"""{"name":"stages","version":"{{version}}","stage":"{{stage}}","archive_existing_versions":{{(archive ? "true" : "false")}}}""");
    }

    [Fact]
    public async Task A_deleted_version_is_gone_with_its_alias_and_its_number_is_not_given_again()
    {
        await _mlflow.PostAsync("registered-models/create", """{"name":"deleting"}""");
        await VersionAsync("deleting", "s3://x");
        await _mlflow.PostAsync("registered-models/alias", """{"name":"deleting","alias":"champion","version":"1"}""");
        await _mlflow.SendAsync(HttpMethod.Delete, "model-versions/delete", """{"name":"deleting","version":"1"}""");

        await _mlflow.GetAsync("model-versions/get?name=deleting&version=1", 404);
        Assert.False((await _mlflow.GetAsync("registered-models/get?name=deleting")).GetProperty("registered_model").TryGetProperty("aliases", out _));
        Assert.Equal(0, (await web.GetAsync("/api/v1/models/deleting")).GetProperty("versions").GetArrayLength());
        Assert.Equal("2", (await VersionAsync("deleting", "s3://x")).Text("version"));
    }

    [Fact]
    public async Task A_page_begins_after_the_last_one_whatever_came_and_went_meanwhile()
    {
        foreach (var name in new[] { "turn b", "turn c", "turn d", "turn e" })
            await _mlflow.PostAsync("registered-models/create", $$"""{"name":"{{name}}"}""");
        var models = $"registered-models/search?filter={Uri.EscapeDataString("name LIKE 'turn %'")}&max_results=2";
        var first = await _mlflow.GetAsync(models);
        await _mlflow.SendAsync(HttpMethod.Delete, "registered-models/delete", """{"name":"turn b"}""");
        await _mlflow.SendAsync(HttpMethod.Delete, "registered-models/delete", """{"name":"turn c"}""");
        await _mlflow.PostAsync("registered-models/create", """{"name":"turn a"}""");
        var second = await _mlflow.GetAsync($"{models}&page_token={first.Text("next_page_token")}");
        Assert.Equal(["turn d", "turn e"], second.GetProperty("registered_models").EnumerateArray().Select(model => model.Text("name")));

        for (var i = 1; i <= 4; i++)
            await VersionAsync("turn e", $"s3://{i}");
        var versions = $"model-versions/search?filter={Uri.EscapeDataString("name = 'turn e'")}&max_results=2&order_by={Uri.EscapeDataString("creation_timestamp DESC")}";
        first = await _mlflow.GetAsync(versions);
        await _mlflow.SendAsync(HttpMethod.Delete, "model-versions/delete", """{"name":"turn e","version":"4"}""");
        await VersionAsync("turn e", "s3://5");
        second = await _mlflow.GetAsync($"{versions}&page_token={first.Text("next_page_token")}");
        Assert.Equal(["2", "1"], second.GetProperty("model_versions").EnumerateArray().Select(version => version.Text("version")));
    }

    [Fact]
    public async Task Models_and_versions_are_found_by_filter_and_models_without_the_tag_are_no_prompts()
    {
        await _mlflow.PostAsync("registered-models/create", """{"name":"seek 1","tags":[{"key":"t","value":"a"}]}""");
        await _mlflow.PostAsync("registered-models/create", """{"name":"seek 2"}""");
        await _mlflow.PostAsync("registered-models/create", """{"name":"seek prompt","tags":[{"key":"mlflow.prompt.is_prompt","value":"true"}]}""");
        await VersionAsync("seek 1", "s3://a");
        await VersionAsync("seek 1", "s3://b");

        Assert.Equal(["seek 2", "seek 1"], await FindAsync("name LIKE 'seek %' AND tags.`mlflow.prompt.is_prompt` != 'true'", "name DESC"));
        Assert.Equal(["seek 1"], await FindAsync("tags.t = 'a'", ""));
        var versions = await _mlflow.GetAsync($"model-versions/search?filter={Uri.EscapeDataString("name = 'seek 1' AND version_number > 0")}&max_results=1");
        Assert.Equal("2", versions.GetProperty("model_versions")[0].Text("version"));
        var next = await _mlflow.GetAsync($"model-versions/search?filter={Uri.EscapeDataString("name = 'seek 1'")}&max_results=1&page_token={versions.Text("next_page_token")}");
        Assert.Equal("1", next.GetProperty("model_versions")[0].Text("version"));
        await _mlflow.GetAsync($"model-versions/search?filter={Uri.EscapeDataString("stage = 'None'")}", 400);

        async Task<string[]> FindAsync(string filter, string order)
        {
            var answer = await _mlflow.GetAsync($"registered-models/search?filter={Uri.EscapeDataString(filter)}{(order.Length > 0 ? $"&order_by={Uri.EscapeDataString(order)}" : "")}");
            return [.. answer.GetProperty("registered_models").EnumerateArray().Select(m => m.Text("name")!)];
        }
    }

    [Theory]
    [InlineData("registered-models/create", "{}")]
    [InlineData("registered-models/create", """{"name":" "}""")]
    [InlineData("registered-models/create", """{"name":"a/b"}""")]
    [InlineData("registered-models/create", """{"name":"a:b"}""")]
    [InlineData("registered-models/create", """{"name":".."}""")]
    [InlineData("model-versions/create", """{"name":"wrong"}""")]
    [InlineData("model-versions/create", """{"name":"wrong","source":"/etc/passwd"}""")]
    [InlineData("model-versions/create", """{"name":"wrong","source":"file:///etc/passwd"}""")]
    [InlineData("model-versions/create", """{"name":"wrong","source":"mlflow-artifacts:/a/..%252f..%252fb"}""")]
    [InlineData("registered-models/alias", """{"name":"wrong","alias":"a b","version":"1"}""")]
    [InlineData("registered-models/alias", """{"name":"wrong","alias":"latest","version":"1"}""")]
    [InlineData("registered-models/alias", """{"name":"wrong","alias":"x","version":"one"}""")]
    [InlineData("registered-models/set-tag", """{"name":"wrong","value":"v"}""")]
    public async Task A_wrong_call_is_refused_and_nothing_is_written(string path, string body)
    {
        if (await web.Views.ModelAsync("wrong") is null)
            await _mlflow.PostAsync("registered-models/create", """{"name":"wrong"}""");
        await _mlflow.RefusedAsync(HttpMethod.Post, path, body);
    }

    [Fact]
    public async Task Unknown_models_and_versions_are_missing()
    {
        await _mlflow.GetAsync("registered-models/get?name=unknown", 404);
        await _mlflow.RefusedAsync(HttpMethod.Post, "model-versions/create", """{"name":"unknown","source":"s3://x"}""", 404);
        await _mlflow.RefusedAsync(HttpMethod.Delete, "registered-models/delete", """{"name":"unknown"}""", 404);
        await _mlflow.RefusedAsync(HttpMethod.Post, "registered-models/rename", """{"name":"unknown","new_name":"x"}""", 404);
        await _mlflow.RefusedAsync(HttpMethod.Delete, "model-versions/delete", """{"name":"unknown","version":"1"}""", 404);
    }

    [Fact]
    public async Task A_version_of_the_platforms_own_trials_is_seen_too_and_one_from_outside_is_not_served()
    {
        var sweep = await Some.SweepAsync(web);
        Some.StoreCheckpoint(web, Some.Digest(700));
        var trial = await Some.TestedAsync(web, await Some.CompletedRunAsync(web, sweep, checkpoint: Some.Digest(700)), 0.9);
        await web.PostAsync("/api/v1/models/mixed/versions", $$"""{"trialId":"{{trial.Id}}","alias":"champion"}""", System.Net.HttpStatusCode.Created);
        await VersionAsync("mixed", "s3://elsewhere");

        var own = (await _mlflow.GetAsync("registered-models/alias?name=mixed&alias=champion")).GetProperty("model_version");
        Assert.Equal((trial.Id, $"platform:/checkpoints/{Some.Digest(700)}"), (own.Text("run_id"), own.Text("source")));
        using var served = await web.Http.GetAsync("/api/v1/models/mixed@2/signature");
        Assert.Contains("came from outside", (await WebServer.ReadAsync(served, System.Net.HttpStatusCode.NotFound)).Text("detail"), StringComparison.Ordinal);
    }

    private async Task<JsonElement> VersionAsync(string model, string source) =>
        (await _mlflow.PostAsync("model-versions/create", $$"""{"name":"{{model}}","source":"{{source}}"}""")).GetProperty("model_version");
}
