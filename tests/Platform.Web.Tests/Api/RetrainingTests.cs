using System.Net;
using System.Text.Json;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class RetrainingTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_plan_is_set_shown_asked_for_and_taken_away()
    {
        await ModelAsync("planned", 1);
        var none = await web.GetAsync("/api/v1/models/planned/retraining");
        Assert.Equal((JsonValueKind.Null, 0), (none.GetProperty("retraining").GetProperty("scheduled").ValueKind, none.GetProperty("next").GetArrayLength()));

        var set = await web.PutAsync("/api/v1/models/planned/retraining", """{"cron":"0 30 3 ? * MON","epochs":2,"learningRate":0.002,"trials":3,"trainBlocks":1,"layerRateDecay":0.5}""");
        var plan = set.GetProperty("retraining").GetProperty("scheduled").GetProperty("plan");
        Assert.Equal(("champion", "challenger", true, 3), (plan.Text("start"), plan.Text("alias"), plan.GetProperty("onlyWhenDataChanged").GetBoolean(), plan.GetProperty("changes").GetProperty("trials").GetInt32()));
        var next = set.GetProperty("next").EnumerateArray().Select(n => n.GetDateTimeOffset()).ToList();
        Assert.Equal(3, next.Count);
        Assert.All(next, time => Assert.Equal((DayOfWeek.Monday, new TimeSpan(3, 30, 0), TimeSpan.Zero), (time.DayOfWeek, time.TimeOfDay, time.Offset)));
        Assert.Equal(set.GetRawText(), (await web.GetAsync("/api/v1/models/planned/retraining")).GetRawText());

        var asked = await web.PostAsync("/api/v1/models/planned/retraining/run", """{"force":true}""", HttpStatusCode.Accepted);
        Assert.True(asked.GetProperty("retraining").GetProperty("requested").GetProperty("force").GetBoolean());
        await web.PostAsync("/api/v1/models/planned/retraining/run", "{}", HttpStatusCode.Conflict);

        using var ended = await web.SendAsync(HttpMethod.Delete, "/api/v1/models/planned/retraining");
        Assert.Equal(JsonValueKind.Null, (await WebServer.ReadAsync(ended, HttpStatusCode.OK)).GetProperty("retraining").GetProperty("scheduled").ValueKind);
        await web.PostAsync("/api/v1/models/planned/retraining/run", "{}", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_repeated_request_changes_nothing()
    {
        await ModelAsync("repeated", 2);
        for (var time = 0; time < 2; time++)
        {
            using var answer = await web.SendAsync(HttpMethod.Put, "/api/v1/models/repeated/retraining", """{"cron":"0 0 3 * * ?"}""", headers: ("Idempotency-Key", "one"));
            await WebServer.ReadAsync(answer, HttpStatusCode.OK);
        }
        Assert.Single(await web.Journal.ReadStreamAsync("model-repeated"), e => e.Data is RetrainingScheduled);
    }

    [Theory]
    [InlineData("""{"cron":"0 3 * * *"}""", "cron", "seconds come first")]
    [InlineData("""{"cron":"* * * * * ?"}""", "cron", "more than once a minute")]
    [InlineData("""{"cron":"0 0 0 1 1 ? 2020"}""", "cron", "no time to come")]
    [InlineData("""{"start":"best"}""", "start", "'best' points to no version; the model has champion")]
    [InlineData("""{"start":"7"}""", "start", "no version 7")]
    [InlineData("""{"data":"digitz"}""", "data", "is not a known data set")]
    [InlineData("""{"data":"sentences"}""", "start", "cannot learn from 'sentences'")]
    [InlineData("""{"learningRate":100}""", "learningRate", "10")]
    [InlineData("""{"trainBlocks":1000}""", "trainBlocks", "100")]
    [InlineData("""{"epochs":0}""", "epochs", "1 to 10000")]
    [InlineData("""{"epochs":1.5}""", "epochs", "a whole number")]
    [InlineData("""{"trials":1000}""", "trials", "1 to 50")]
    [InlineData("""{"alias":"v1"}""", "alias", "not allowed")]
    [InlineData("""{"when":"daily"}""", "when", "not a member")]
    public async Task A_wrong_plan_is_refused_with_the_field_and_nothing_is_written(string body, string field, string message)
    {
        await ModelAsync("refusing", 3);
        var before = await web.CountEventsAsync();
        var problem = await web.PutAsync("/api/v1/models/refusing/retraining", body, HttpStatusCode.BadRequest);
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), e => e.Text("field") == field && e.Text("message")!.Contains(message, StringComparison.Ordinal));
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task A_deleted_version_is_nothing_to_start_from()
    {
        await ModelAsync("shortened", 4);
        Some.StoreCheckpoint(web, Some.Digest(790));
        var run = await Some.TestedAsync(web, await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(790)), 0.9);
        await web.Commands.ApplyAsync("shortened", Promotion.Of("shortened", run, run.Test!, alias: null, confirmed: true, "me", "", Some.Noon, usualHorizon: 96));
        await web.PutAsync("/api/v1/models/shortened/retraining", """{"start":"2"}""");
        await web.Commands.ApplyAsync("shortened", new DeleteVersion(2, "me") { At = Some.Noon });

        var problem = await web.PutAsync("/api/v1/models/shortened/retraining", """{"start":"2","epochs":2}""", HttpStatusCode.BadRequest);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal(("start", "There is no version 2; the newest that the model has: 1."), (error.Text("field"), error.Text("message")));
    }

    [Fact]
    public async Task There_is_no_retraining_of_a_model_that_there_is_not()
    {
        await web.PutAsync("/api/v1/models/nobody/retraining", "{}", HttpStatusCode.NotFound);
        using var answer = await web.Http.GetAsync("/api/v1/models/nobody/retraining");
        await WebServer.ReadAsync(answer, HttpStatusCode.NotFound);
    }

    private async Task ModelAsync(string name, int number)
    {
        if (await web.Views.ModelAsync(name) is not null)
            return;
        Some.StoreCheckpoint(web, Some.Digest(700 + number));
        var run = await Some.TestedAsync(web, await Some.CompletedRunAsync(web, await Some.SweepAsync(web), checkpoint: Some.Digest(700 + number)), 0.9);
        await web.Commands.ApplyAsync(name, Promotion.Of(name, run, run.Test!, ModelAlias.Champion, confirmed: true, "me", "", Some.Noon, usualHorizon: 96));
    }
}
