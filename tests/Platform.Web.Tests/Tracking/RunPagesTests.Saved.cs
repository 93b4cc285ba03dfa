using System.Net;
using AngleSharp.Dom;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core;
using Platform.Core.Tracking;
using Platform.Web.Api.Mlflow;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Platform.Web.Tests.Pages;
using Platform.Web.Tracking;
using Xunit;

namespace Platform.Web.Tests.Tracking;

// Saved views, over HTTP and on the page.
public sealed partial class RunPagesTests
{
    [Fact]
    public async Task Views_are_saved_listed_opened_changed_and_deleted_over_http()
    {
        var (experiment, runs) = await ExperimentAsync("viewed", 4);
        var views = $"/api/v1/tracking/experiments/{experiment}/views";
        var saved = await SendAsync(HttpMethod.Post, views, """{"name":" high ","filter":"max(metrics.loss) > 10 OR nothing","order":"min(metrics.loss) asc","columns":["params.lr"],"group":"params.lr"}""", HttpStatusCode.Created);
        var id = saved.Text("id")!;
        Assert.Equal(("high", "max(metrics.loss) > 10 OR nothing"), (saved.Text("name"), saved.GetProperty("question").Text("filter")));
        Assert.Equal(id, Assert.Single((await web.GetAsync(views)).GetProperty("items").EnumerateArray()).Text("id"));
        var opened = await web.GetAsync($"/api/v1/tracking/experiments/{experiment}/runs?saved={id}");
        Assert.Equal([runs[2], runs[3]], opened.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("run").Text("id")));
        Assert.StartsWith("run_id,attributes.run_name", await web.Http.GetStringAsync(new Uri($"/api/v1/tracking/experiments/{experiment}/runs.csv?saved={id}", UriKind.Relative)), StringComparison.Ordinal);

        Assert.Equal("higher", (await SendAsync(HttpMethod.Put, $"{views}/{id}", """{"name":"higher","filter":"metrics.loss > 2"}""", HttpStatusCode.OK)).Text("name"));
        await SendAsync(HttpMethod.Post, views, """{"name":"higher"}""", HttpStatusCode.Conflict);
        Assert.Equal("higher", (await SendAsync(HttpMethod.Put, $"{views}/{id}", """{"filter":"metrics.loss > 3"}""", HttpStatusCode.OK)).Text("name"));
        var stale = await SendAsync(HttpMethod.Put, $"{views}/{id}", $$"""{"filter":"metrics.loss > 4","seen":"{{saved.Text("at")}}"}""", HttpStatusCode.Conflict);
        Assert.Contains("has changed the view 'higher' meanwhile", stale.Text("detail"), StringComparison.Ordinal);
        var seen = (await web.GetAsync($"{views}/{id}")).Text("at");
        await SendAsync(HttpMethod.Put, $"{views}/{id}", $$"""{"filter":"metrics.loss > 4","seen":"{{seen}}"}""", HttpStatusCode.OK);
        var began = (await web.Journal.ReadStreamAsync(StreamNames.Tracking(experiment)))[1].Sequence; // the view was saved
        Assert.Equal("high", Assert.Single((await web.GetAsync($"{views}?asOf={began}")).GetProperty("items").EnumerateArray()).Text("name"));
        foreach (var (body, field) in new[]
        {
            ("""{"name":"x","filter":"a OR"}""", "position 5"), ("""{"name":"x","order":"up"}""", "order"), ("""{"name":"x","status":"asleep"}""", "status"), ("""{"name":"x","columns":["lr"]}""", "columns"),
            ("""{"name":"x","group":"lr"}""", "group"), ("""{"name":""}""", "name"), ("""{"filter":"a"}""", "name"), ("""{"name":"x","more":1}""", "more"),
        })
            Assert.Contains(field, (await SendAsync(HttpMethod.Post, views, body, HttpStatusCode.BadRequest)).GetRawText(), StringComparison.Ordinal);
        using var both = await web.Http.GetAsync($"/api/v1/tracking/experiments/{experiment}/runs?saved={id}&filter=a");
        await WebServer.ReadAsync(both, HttpStatusCode.BadRequest);

        using var deleted = await web.Http.DeleteAsync(new Uri($"{views}/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty((await web.GetAsync(views)).GetProperty("items").EnumerateArray());
        foreach (var address in new[] { $"{views}/{id}", $"/api/v1/tracking/experiments/{experiment}/runs?saved={id}", "/api/v1/tracking/experiments/nothing/views" })
        {
            using var missing = await web.Http.GetAsync(address);
            await WebServer.ReadAsync(missing, HttpStatusCode.NotFound);
        }
        await SendAsync(HttpMethod.Post, $"{views}/{id}/restore", "{}", HttpStatusCode.OK);
        Assert.Equal("higher", (await web.GetAsync($"{views}/{id}")).Text("name"));
        await SendAsync(HttpMethod.Post, $"{views}/nothing/restore", "{}", HttpStatusCode.NotFound);

        async Task<System.Text.Json.JsonElement> SendAsync(HttpMethod method, string address, string body, HttpStatusCode expected)
        {
            using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            using var answer = await web.Http.SendAsync(request);
            return await WebServer.ReadAsync(answer, expected);
        }
    }

    [Fact]
    public async Task A_link_opens_a_saved_view_and_says_when_it_is_changed_or_gone()
    {
        var (experiment, _) = await ExperimentAsync("linked", 4);
        var store = web.Services.GetRequiredService<TrackingStore>();
        await store.ApplyAsync(experiment, new SaveRunView("v1", "The high ones", new SavedQuestion("metrics.loss >= 2", null, "min(metrics.loss) asc", ["max(metrics.loss)"])) { By = "me", At = DateTimeOffset.UnixEpoch });

        var opened = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?saved=v1", ("Id", experiment));
        Assert.Equal("2 runs found", opened.QuerySelector("[data-total]")!.Words());
        Assert.Equal(["Run", "Status", "Started", "Duration", "User", "Source", "max loss"], Heads(opened));
        Assert.Equal(["All runs", "The high ones"], opened.QuerySelectorAll("[aria-label='Saved view'] option").Select(o => o.Words()));
        Assert.DoesNotContain(opened.QuerySelectorAll("button"), b => b.Words() == "Save changes");

        var changed = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?saved=v1&filter=", ("Id", experiment));
        Assert.Equal("4 runs", changed.QuerySelector("[data-total]")!.Words());
        Assert.Contains(changed.QuerySelectorAll("button"), b => b.Words() == "Save changes");

        await store.ApplyAsync(experiment, new DeleteRunView("v1") { By = "me", At = DateTimeOffset.UnixEpoch });
        var gone = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?saved=v1", ("Id", experiment));
        Assert.Contains("The view “The high ones” is deleted", gone.Words(), StringComparison.Ordinal);
        Assert.Contains("no view as the link asks for", (await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?saved=v9", ("Id", experiment))).Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_in_a_saved_view_leads_to_its_runs()
    {
        var (experiment, _) = await ExperimentAsync("grouped view", 4);
        await web.Services.GetRequiredService<TrackingStore>().ApplyAsync(experiment, new SaveRunView("v1", "By rate", new SavedQuestion("metrics.loss >= 1", null, null, null, "params.lr")) { By = "me", At = DateTimeOffset.UnixEpoch });
        var grouped = await RenderAsync<ExperimentPage>($"runs/experiments/{experiment}?saved=v1", ("Id", experiment));

        var link = grouped.QuerySelector("[data-group] a")!;
        var narrowed = await RenderAsync<ExperimentPage>(link.GetAttribute("href")!, ("Id", experiment));

        var shown = narrowed.QuerySelector("input[aria-label=Filter]")!.GetAttribute("value");
        Assert.Equal($"metrics.loss >= 1 AND params.lr = '{link.Words()}'", shown);
        Assert.Empty(narrowed.QuerySelectorAll("[data-group]"));
    }

    [Fact]
    public async Task Groups_and_settings_that_are_left_out_are_said()
    {
        var question = RunTableQuestion.Parse("1", null, null, null, null, null, "params.p1");
        List<RunField> fields = [.. Enumerable.Range(1, 301).Select(i => new RunField(RunFieldKind.Param, $"p{i}")), new RunField(RunFieldKind.Metric, "loss")];
        List<RunGroup> groups = [.. Enumerable.Range(0, 1_001).Select(i => new RunGroup($"{i}", 1, 1, 1, 0, null, null))];

        var cut = await PageRenderer.RenderAsync<GroupsCard>(("Question", question), ("Fields", fields), ("Groups", groups));
        Assert.Equal(1_000, cut.QuerySelectorAll("[data-group]").Length);
        Assert.Contains("The 1,000 groups with the most runs; there are more.", cut.Words(), StringComparison.Ordinal);
        Assert.Contains("Offered are the first 300 of 301 parameters and tags", cut.Words(), StringComparison.Ordinal);

        var whole = await PageRenderer.RenderAsync<GroupsCard>(("Question", question), ("Fields", fields[1..]), ("Groups", groups[1..]));
        Assert.DoesNotContain("there are more", whole.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("Offered are", whole.Words(), StringComparison.Ordinal);
    }
}
