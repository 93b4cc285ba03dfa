using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Web.Experiments.Board;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>What a sweep's page asks for before its connection is there.</summary>
public sealed class BoardTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task The_trials_of_a_sweep_come_in_one_body_by_whose_key_the_page_knows_what_the_browser_has()
    {
        var sweep = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, sweep, accuracy: 0.9);
        using var answer = await web.Http.GetAsync($"/sweeps/{sweep}/board");
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var json = JsonElement.Parse(body.AsSpan(sizeof(int), BitConverter.ToInt32(body)));
        Assert.Equal(["1"], json.GetProperty("rows").GetProperty("cells").GetProperty("trial").EnumerateArray().Select(text => text.GetString()));

        var snapshots = web.Services.GetRequiredService<BoardSnapshots>();
        var key = json.GetProperty("key").GetString()!;
        Assert.Equal([1], snapshots.Find(key)!.Trials.Select(trial => trial.Number));
        Assert.Same(snapshots.Find(key), await snapshots.OfAsync(sweep)); // nothing has happened
        await Some.CompletedRunAsync(web, sweep, accuracy: 0.8);
        Assert.NotEqual(key, (await snapshots.OfAsync(sweep))!.Key);
    }

    [Fact]
    public async Task There_is_none_of_an_unknown_sweep_and_an_old_one_is_forgotten()
    {
        using var unknown = await web.Http.GetAsync("/sweeps/zzzzzzzz/board");
        Assert.Equal(HttpStatusCode.NoContent, unknown.StatusCode);

        var snapshots = web.Services.GetRequiredService<BoardSnapshots>();
        var first = (await snapshots.OfAsync(await Some.SweepAsync(web)))!.Key;
        for (var n = 0; n < 8; n++)
            await snapshots.OfAsync(await Some.SweepAsync(web));
        Assert.Null(snapshots.Find(first));
    }
}
