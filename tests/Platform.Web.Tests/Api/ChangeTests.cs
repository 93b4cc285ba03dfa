using System.Net;
using System.Text.Json;
using Platform.Core.Experiments;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>/sweeps/{id}/change: another space or budget for a sweep that runs.</summary>
public sealed class ChangeTests(WebServer web) : IClassFixture<WebServer>
{
    private const string Narrower = "space: {learning_rate: {type: float, low: 5e-3, high: 1e-1, log: true}}\n";

    [Fact]
    public async Task A_preview_says_which_trials_stay_and_which_go_and_writes_nothing()
    {
        var id = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, id, learningRate: 0.01);
        await Some.CompletedRunAsync(web, id, learningRate: 0.001);
        var before = await web.CountEventsAsync();

        var preview = await web.PostAsync($"/api/v1/sweeps/{id}/change/preview", Narrower + "epochs: 5\n", type: "application/yaml");

        Assert.Equal(
            ["epochs 3 → 5", "learning_rate a number from 0.0001 to 0.1 (log scale) → a number from 0.005 to 0.1 (log scale)"],
            preview.GetProperty("differences").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal(
            [(1, "mapped", "Mapped: it was trained for 3 of now 5 epochs and counts as stopped early."), (2, "leftOut", "Left out: its learning_rate 0.001 is not a number from 0.005 to 0.1 (log scale).")],
            preview.GetProperty("trials").EnumerateArray().Select(t => (t.GetProperty("number").GetInt32(), t.Text("fate"), t.Text("why"))));
        Assert.Equal((0, 1, 1), (preview.GetProperty("kept").GetInt32(), preview.GetProperty("mapped").GetInt32(), preview.GetProperty("leftOut").GetInt32()));
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task A_change_is_one_event_and_the_sweep_shows_it_with_who_why_and_what_was_before()
    {
        var id = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, id);

        using var response = await web.SendAsync(
            HttpMethod.Post, $"/api/v1/sweeps/{id}/change?reason=the%20edge", """{"trials":9,"stop":{"wall_clock":"8h"}}""", "application/json", ("X-Platform-User", "ada"));
        var sweep = await WebServer.ReadAsync(response, HttpStatusCode.OK);

        Assert.Equal((9, 28_800), (Spec(sweep).GetProperty("trials").GetInt32(), Spec(sweep).GetProperty("stop").GetProperty("wallClockSeconds").GetInt32()));
        var change = Assert.Single(sweep.GetProperty("changes").EnumerateArray().ToList());
        Assert.Equal(("ada", "the edge", 1, 4), (change.Text("by"), change.Text("reason"), change.GetProperty("afterTrial").GetInt32(), change.GetProperty("before").GetProperty("trials").GetInt32()));
        var events = await web.CountEventsAsync();
        await web.PostAsync($"/api/v1/sweeps/{id}/change", """{"trials":9}""");
        Assert.Equal(events, await web.CountEventsAsync());
        Assert.Contains((await web.GetAsync($"/api/v1/trials/{id}-1/story")).GetProperty("items").EnumerateArray(), line => line.Text("kind") == "changed");
    }

    [Theory]
    [InlineData("trials: 0\n", "trials", "1 to 100000")]
    [InlineData("trils: 5\n", "trils", "did you mean 'trials'?")]
    [InlineData("seed: 2\n", "seed", "differs from the sweep's")]
    [InlineData("sampler: random\n", "sampler", "launch a new sweep")]
    [InlineData("space: {learning_rate: {type: float, low: 1, high: 0}}\n", "space.learning_rate.high", "not above low")]
    [InlineData("space: {learning_rat: {type: float, low: 0.1, high: 1}}\n", "space.learning_rat", "learning_rate")]
    public async Task A_wrong_change_names_its_field_and_writes_nothing(string change, string field, string message)
    {
        var id = await Some.SweepAsync(web);
        var before = await web.CountEventsAsync();

        foreach (var path in new[] { $"/api/v1/sweeps/{id}/change", $"/api/v1/sweeps/{id}/change/preview" })
        {
            var problem = await web.PostAsync(path, change, HttpStatusCode.BadRequest, "application/yaml");
            var error = Assert.Single(problem.GetProperty("errors").EnumerateArray().ToList(), e => e.Text("field") == field);
            Assert.Contains(message, error.Text("message"), StringComparison.Ordinal);
        }

        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task No_fewer_trials_than_were_proposed_and_no_change_after_the_end()
    {
        var id = await Some.SweepAsync(web);
        await Some.StartedRunAsync(web, id);
        await Some.StartedRunAsync(web, id);

        var problem = await web.PostAsync($"/api/v1/sweeps/{id}/change", """{"trials":1}""", HttpStatusCode.BadRequest);
        Assert.Equal("is 1, but 2 trials have been proposed; give at least 2.", problem.GetProperty("errors")[0].Text("message"));
        await web.Commands.ApplyAsync(id, new CancelExperiment("me", "enough", Some.Noon));
        foreach (var path in new[] { "change", "change/preview" })
        {
            var refusal = await web.PostAsync($"/api/v1/sweeps/{id}/{path}", """{"trials":9}""", HttpStatusCode.Conflict);
            Assert.Equal("Cannot change a sweep that is cancelled.", refusal.Text("detail"));
        }

        await web.PostAsync("/api/v1/sweeps/unknown1/change", """{"trials":9}""", HttpStatusCode.NotFound);
    }

    private static JsonElement Spec(JsonElement sweep) => sweep.GetProperty("spec");
}
