using System.Net;
using Platform.Testing;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class ModelTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_tested_run_becomes_version_one_and_the_alias_points_to_it()
    {
        var run = await TestedRunAsync(1, 0.95);
        var model = await PromoteAsync("first", run.Id, """, "alias": "champion", "why": "the best so far" """);

        Assert.Equal(1, model.GetProperty("aliases").GetProperty("champion").GetInt32());
        var version = model.GetProperty("versions").EnumerateArray().Single();
        Assert.Equal((run.Id, "the best so far", "digits", 3), (version.Text("trialId"), version.Text("why"), version.Text("dataName"), version.GetProperty("epoch").GetInt32()));
        Assert.Equal(model.GetRawText(), (await web.GetAsync("/api/v1/models/first")).GetRawText());
        Assert.Contains("first", (await web.GetAsync("/api/v1/models")).GetProperty("items").EnumerateArray().Select(m => m.Text("name")));
    }

    [Fact]
    public async Task A_worse_champion_needs_confirmation()
    {
        var good = await TestedRunAsync(2, 0.95);
        var worse = await TestedRunAsync(3, 0.90);
        await PromoteAsync("confirmed", good.Id, """, "alias": "champion" """);
        var before = await web.CountEventsAsync();

        var problem = await web.PostAsync("/api/v1/models/confirmed/versions", $$"""{"trialId":"{{worse.Id}}","alias":"champion"}""", HttpStatusCode.Conflict);
        Assert.Equal("urn:platform:confirmation-needed", problem.Text("type"));
        Assert.Contains("0.9 is worse", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(before, await web.CountEventsAsync());

        var model = await PromoteAsync("confirmed", worse.Id, """, "alias": "champion", "confirm": true """);
        Assert.Equal(2, model.GetProperty("aliases").GetProperty("champion").GetInt32());
    }

    [Fact]
    public async Task A_run_without_test_metrics_is_measured_first()
    {
        var run = await RunAsync(4);
        var promotion = PromoteAsync("measured", run.Id, "");

        await Eventually.HoldsAsync(async () => (await web.Commands.LoadTrialAsync(run.Id)).TestEvaluationWanted);
        Assert.False(promotion.IsCompleted);
        await Some.TestedAsync(web, run, 0.91);

        var metrics = (await promotion).GetProperty("versions")[0].GetProperty("testMetrics");
        Assert.Equal(0.91, metrics.GetProperty("test_accuracy").GetDouble());
    }

    [Fact]
    public async Task A_failed_measurement_is_answered_with_its_cause()
    {
        var run = await RunAsync(5);
        var promotion = web.PostAsync("/api/v1/models/unmeasured/versions", $$"""{"trialId":"{{run.Id}}"}""", HttpStatusCode.Conflict);
        await Eventually.HoldsAsync(async () => (await web.Commands.LoadTrialAsync(run.Id)).TestEvaluationWanted);
        await web.Commands.ApplyAsync(run.Id, new FailTestEvaluation("the data set is gone", Some.Noon));

        Assert.Contains("the data set is gone", (await promotion).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aliases_move_and_go_with_who_and_why()
    {
        await PromoteAsync("moving", (await TestedRunAsync(6, 0.9)).Id, "");
        await PromoteAsync("moving", (await TestedRunAsync(7, 0.92)).Id, "");

        Assert.Equal(2, (await web.PutAsync("/api/v1/models/moving/aliases/challenger", """{"version":2,"why":"try it"}""")).GetProperty("aliases").GetProperty("challenger").GetInt32());
        var gone = await web.PutAsync("/api/v1/models/moving/aliases/challenger", """{"version":null}""");
        Assert.False(gone.GetProperty("aliases").TryGetProperty("challenger", out _));
        Assert.Equal("try it", gone.GetProperty("history")[1].Text("why"));
    }

    [Theory]
    [InlineData("""{"version":9}""", HttpStatusCode.NotFound)]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"version":"1"}""", HttpStatusCode.BadRequest)]
    public async Task A_wrong_alias_move_is_refused(string body, HttpStatusCode expected)
    {
        await PromoteAsync("refusing", (await TestedRunAsync(8, 0.9)).Id, "");
        await web.PutAsync("/api/v1/models/refusing/aliases/champion", body, expected);
    }

    [Theory]
    [InlineData("refused", """{"trialId":"a2b3c4d5-1"}""", HttpStatusCode.NotFound)]
    [InlineData("refused", """{"trialId":"../../etc"}""", HttpStatusCode.NotFound)]
    [InlineData("a%20b", """{"trialId":"a2b3c4d5-1"}""", HttpStatusCode.BadRequest)]
    [InlineData("refused", """{"trialId":"a2b3c4d5-1","alias":"v1"}""", HttpStatusCode.BadRequest)]
    [InlineData("refused", """{"trialId":"a2b3c4d5-1","why":"\u0000"}""", HttpStatusCode.BadRequest)]
    [InlineData("refused", """{"trialId":"a2b3c4d5-1","why":"\ud800"}""", HttpStatusCode.BadRequest)]
    [InlineData("refused", """{"alias":"champion"}""", HttpStatusCode.BadRequest)]
    public async Task A_wrong_promotion_is_refused_and_nothing_is_written(string model, string body, HttpStatusCode expected)
    {
        var before = await web.CountEventsAsync();
        await web.PostAsync($"/api/v1/models/{model}/versions", body, expected);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task A_running_run_and_one_whose_checkpoint_is_gone_cannot_be_promoted()
    {
        var running = await Some.StartedRunAsync(web, await Some.SweepAsync(web));
        var collected = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(900));

        Assert.Contains("not ended", (await RefusedAsync(running)).Text("detail"), StringComparison.Ordinal);
        Assert.Contains("not kept", (await RefusedAsync(collected)).Text("detail"), StringComparison.Ordinal);

        Task<System.Text.Json.JsonElement> RefusedAsync(Trial run) =>
            web.PostAsync("/api/v1/models/none/versions", $$"""{"trialId":"{{run.Id}}"}""", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_version_is_downloaded_under_its_name()
    {
        await PromoteAsync("downloaded", (await TestedRunAsync(9, 0.9)).Id, "");
        using var response = await web.Http.GetAsync("/api/v1/models/downloaded/versions/1/download");

        Assert.Equal("some weights", await response.Content.ReadAsStringAsync());
        Assert.Equal("downloaded-v1.safetensors", response.Content.Headers.ContentDisposition?.FileName);
        using var other = await web.Http.GetAsync("/api/v1/models/downloaded/versions/2/download");
        await WebServer.ReadAsync(other, HttpStatusCode.NotFound);
    }

    private async Task<System.Text.Json.JsonElement> PromoteAsync(string model, string run, string more) =>
        await web.PostAsync($"/api/v1/models/{model}/versions", $$"""{"trialId":"{{run}}"{{more}}}""", HttpStatusCode.Created);

    private async Task<Trial> RunAsync(int number)
    {
        Some.StoreCheckpoint(web, Some.Digest(500 + number));
        return await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(500 + number));
    }

    private async Task<Trial> TestedRunAsync(int number, double accuracy) => await Some.TestedAsync(web, await RunAsync(number), accuracy);
}
