using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Studies;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>/sweeps/{id}/fork: a new sweep that begins with what another knew at an event.</summary>
public sealed class ForkTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_fork_begins_with_the_results_of_then_and_both_sweeps_say_so()
    {
        var id = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, id, 0.9, learningRate: 0.01);
        var at = (await SweepAsync(id)).GetProperty("lastSequence").GetInt64();
        await Some.CompletedRunAsync(web, id, 0.95, learningRate: 0.02); // after the event

        using var response = await web.SendAsync(
            HttpMethod.Post, Path(id, at), """{"name":"other way","sampler":"gp","trials":6}""", "application/json", ("X-Platform-User", "ada"));
        var fork = await WebServer.ReadAsync(response, HttpStatusCode.Created);

        var forkId = fork.Text("id")!;
        Assert.Equal((id, at), (fork.GetProperty("forkedFrom").Text("experimentId"), fork.GetProperty("forkedFrom").GetProperty("at").GetInt64()));
        Assert.Equal(("other way", "gp", 6, 1 + at), (
            fork.Text("name"), fork.GetProperty("spec").GetProperty("sampler").Text("name"), fork.GetProperty("spec").GetProperty("trials").GetInt32(), fork.GetProperty("spec").GetProperty("seed").GetInt64()));
        Assert.Equal([forkId], (await web.GetAsync($"/api/v1/sweeps/{id}/forks")).GetProperty("items").EnumerateArray().Select(item => item.Text("id")));
        var past = Assert.Single(await PastsAsync(forkId));
        Assert.Equal($"a sweep as of event {at}", past.Name);
        Assert.Equal([(0, -0.9)], past.Observations.Select(trial => (trial.Number, trial.Value!.Value)));
    }

    [Fact]
    public async Task A_fork_of_a_fork_knows_what_its_parent_was_forked_with()
    {
        var id = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, id, 0.9);
        var child = (await web.PostAsync(Path(id), "{}", HttpStatusCode.Created)).Text("id")!;
        await Some.CompletedRunAsync(web, child, 0.8);
        await Some.StartedRunAsync(web, child); // has no result yet
        var grandchild = (await web.PostAsync(Path(child), "{}", HttpStatusCode.Created)).Text("id")!;

        var pasts = await PastsAsync(grandchild);

        Assert.Equal([1, 1], pasts.Select(past => past.Observations.Count));
        Assert.Equal([-0.8, -0.9], pasts.Select(past => past.Observations[0].Value!.Value));
    }

    [Fact]
    public async Task A_preview_says_what_is_carried_mapped_and_left_out_and_writes_nothing()
    {
        var id = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, id, learningRate: 0.01);
        await Some.CompletedRunAsync(web, id, learningRate: 0.001);
        await Some.StartedRunAsync(web, id);
        var before = await web.CountEventsAsync();

        var preview = await web.PostAsync(
            $"/api/v1/sweeps/{id}/fork/preview", "space: {learning_rate: {type: float, low: 5e-3, high: 1e-1, log: true}}\nsampler: random\n", type: "application/yaml");

        Assert.Equal((1, 0, 1, 1), (Count("carried"), Count("mapped"), Count("leftOut"), Count("unfinished")));
        Assert.Equal("Left out: its learning_rate 0.001 is not a number from 0.005 to 0.1 (log scale).", preview.GetProperty("trials")[1].Text("why"));
        Assert.Contains(preview.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("random sampler only tries the best carried points", StringComparison.Ordinal));
        Assert.Contains(preview.GetProperty("differences").EnumerateArray(), line => line.GetString() == "sampler auto → random");
        Assert.Contains("a sweep (fork)", preview.Text("yaml"), StringComparison.Ordinal);
        Assert.Equal(before, await web.CountEventsAsync());

        int Count(string member) => preview.GetProperty(member).GetInt32();
    }

    [Fact]
    public async Task What_cannot_be_forked_is_refused_and_nothing_is_written()
    {
        var first = await Some.SweepAsync(web);
        var id = await Some.SweepAsync(web);
        var before = await web.CountEventsAsync();

        Assert.Contains("had not been launched yet", (await web.PostAsync(Path(id, (await SweepAsync(first)).GetProperty("lastSequence").GetInt64()), "{}", HttpStatusCode.NotFound)).Text("detail"), StringComparison.Ordinal);
        await web.PostAsync(Path("zzzzzzzz"), "{}", HttpStatusCode.NotFound);
        await web.PostAsync(Path(id) + "?at=yesterday", "{}", HttpStatusCode.BadRequest);
        await web.PostAsync(Path(id), """{"trils":3}""", HttpStatusCode.BadRequest);
        await web.PostAsync(Path(id), """{"sampler":"oracle"}""", HttpStatusCode.BadRequest);
        Assert.Equal(before, await web.CountEventsAsync());
    }

    [Fact]
    public async Task A_repeated_key_gives_the_first_fork()
    {
        var id = await Some.SweepAsync(web);
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var response = await web.SendAsync(HttpMethod.Post, Path(id), "{}", "application/json", ("Idempotency-Key", "once"));
            ids.Add((await WebServer.ReadAsync(response, HttpStatusCode.Created)).Text("id")!);
        }
        Assert.Equal(ids[0], ids[1]);
    }

    private static string Path(string id, long? at = null) => $"/api/v1/sweeps/{id}/fork" + (at is { } number ? string.Create(CultureInfo.InvariantCulture, $"?at={number}") : "");

    private async Task<JsonElement> SweepAsync(string id) => (await web.GetAsync($"/api/v1/sweeps/{id}")).GetProperty("sweep");

    private async Task<IReadOnlyList<Search.PastStudy>> PastsAsync(string id) =>
        await web.Services.GetRequiredService<PastStudies>().OfAsync(id, (await web.Commands.LoadExperimentAsync(id)).Spec!);
}
