using System.Net;
using Platform.Web.Experiments;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Platform.Web.Tests.Pages;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

/// <summary>What was erased: over REST, to MLflow's clients, and on its page.</summary>
public sealed partial class RunPagesTests
{
    [Fact]
    public async Task An_erased_run_is_gone_for_mlflow_and_says_so_over_rest_and_on_its_page()
    {
        var (experiment, runs) = await ExperimentAsync("partly erased", 2);
        var run = runs[0];
        using (var refused = await web.SendAsync(HttpMethod.Post, $"/api/v1/tracking/runs/{run}/erasure", "{}"))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("only deleted runs can be erased", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await _client.PostAsync("runs/delete", $$"""{"run_id":"{{run}}"}""");
        var plan = await web.GetAsync($"/api/v1/tracking/runs/{run}/erasure");
        Assert.Equal(("partly erased-0", 10, 0), (plan.Text("name"), plan.GetProperty("points").GetInt32(), plan.GetProperty("obstacles").GetArrayLength()));
        Assert.Equal("deleted", (await web.GetAsync($"/api/v1/tracking/runs/{run}")).Text("lifecycle"));

        using (var response = await web.SendAsync(HttpMethod.Post, $"/api/v1/tracking/runs/{run}/erasure", """{"reason":"asked for"}""", headers: ("X-Platform-User", "an officer")))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        using (var gone = await web.SendAsync(HttpMethod.Get, $"/api/v1/tracking/runs/{run}?asOf=1"))
        {
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
            Assert.Contains("was erased by an officer on", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await _client.GetAsync($"runs/get?run_id={run}", 404);
        await _client.GetAsync($"metrics/get-history?run_id={run}&metric_key=loss", 404);
        await _client.GetAsync($"/api/2.0/mlflow/artifacts/list?run_id={run}", 404);
        foreach (var call in (string[])["runs/restore", "runs/delete"])
            await _client.RefusedAsync(HttpMethod.Post, call, $$"""{"run_id":"{{run}}"}""", 404);
        await _client.RefusedAsync(HttpMethod.Post, "runs/log-metric", $$"""{"run_id":"{{run}}","key":"loss","value":1,"timestamp":1,"step":1}""", 404);
        await _client.RefusedAsync(HttpMethod.Post, "runs/set-tag", $$"""{"run_id":"{{run}}","key":"a","value":"b"}""", 404);
        var found = await _client.PostAsync("runs/search", $$"""{"experiment_ids":["{{experiment}}"],"run_view_type":"ALL"}""");
        Assert.Equal(runs[1], Assert.Single(found.GetProperty("runs").EnumerateArray()).GetProperty("info").Text("run_id"));
        Assert.Equal($"run-{run}", Assert.Single((await web.GetAsync($"/api/v1/erasures?experiment={experiment}")).GetProperty("items").EnumerateArray()).Text("streamId"));

        var body = await RenderAsync<TrackedRunPage>("", ("Id", run));
        Assert.Contains("Its contents were erased By an officer,", body.Words(), StringComparison.Ordinal);
        Assert.Contains(": asked for", body.Words(), StringComparison.Ordinal);
        Assert.Contains("There is no such page", (await RenderAsync<TrackedRunPage>("", ("Id", new string('0', 32)))).Words(), StringComparison.Ordinal);
        Assert.Equal("1 run", (await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}", ("Id", experiment))).QuerySelector("[data-total]")!.Words());
    }

    [Fact]
    public async Task An_erased_experiment_is_gone_and_its_name_can_be_used_again()
    {
        var (experiment, _) = await ExperimentAsync("wholly erased", 1);
        await _client.PostAsync("experiments/delete", $$"""{"experiment_id":"{{experiment}}"}""");
        await web.PostAsync($"/api/v1/tracking/experiments/{experiment}/erasure");
        await _client.GetAsync($"experiments/get?experiment_id={experiment}", 404);
        await _client.RefusedAsync(HttpMethod.Post, "experiments/restore", $$"""{"experiment_id":"{{experiment}}"}""", 404);
        using (var gone = await web.SendAsync(HttpMethod.Get, $"/api/v1/tracking/experiments/{experiment}/runs"))
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.Contains("Its contents were erased", (await RenderAsync<ExperimentPage>("", ("Id", experiment))).Words(), StringComparison.Ordinal);
        Assert.NotEqual(experiment, await _client.ExperimentAsync("wholly erased"));
    }

    [Fact]
    public async Task An_erased_sweep_is_gone_with_its_trials()
    {
        var sweep = await Some.SweepAsync(web);
        var trial = await Some.CompletedRunAsync(web, sweep);
        using (var refused = await web.SendAsync(HttpMethod.Post, $"/api/v1/sweeps/{sweep}/erasure", "{}"))
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        await web.PostAsync($"/api/v1/sweeps/{sweep}/cancel", """{"reason":"enough"}""");
        await web.PostAsync($"/api/v1/sweeps/{sweep}/erasure");
        foreach (var path in (string[])[$"sweeps/{sweep}", $"sweeps/{sweep}?asOf=1", $"sweeps/{sweep}/trials", $"trials/{trial.Id}", $"trials/{trial.Id}/events", $"trials/{trial.Id}/story", $"trials/{trial.Id}?asOf=1"])
        {
            using var gone = await web.SendAsync(HttpMethod.Get, $"/api/v1/{path}");
            Assert.True(gone.StatusCode == HttpStatusCode.Gone, $"{path} answered {gone.StatusCode}");
        }
        await _client.GetAsync($"runs/get?run_id={trial.Id}", 404);
        await _client.GetAsync($"experiments/get?experiment_id={sweep}", 404);
    }
}
