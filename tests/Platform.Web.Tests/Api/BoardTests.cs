using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Web.Experiments.Board;
using Platform.Web.Live;
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
        var numbers = (sizeof(int) + BitConverter.ToInt32(body) + 7) / 8 * 8;
        var trial = json.GetProperty("rows").GetProperty("cells").GetProperty("trial").GetProperty("at");
        Assert.Equal("1"u8, body.AsSpan(numbers + trial[0].GetInt32(), trial[1].GetInt32()));

        var snapshots = web.Services.GetRequiredService<BoardSnapshots>();
        var key = json.GetProperty("key").GetString()!;
        Assert.Equal([1], snapshots.Find(key)!.Trials.Select(trial => trial.Number));
        Assert.Same(snapshots.Find(key), await snapshots.OfAsync(sweep)); // nothing has happened
        await Some.CompletedRunAsync(web, sweep, accuracy: 0.8);
        Assert.NotEqual(key, (await snapshots.OfAsync(sweep))!.Key);
    }

    [Fact]
    public async Task There_is_none_of_an_unknown_sweep()
    {
        using var unknown = await web.Http.GetAsync("/sweeps/zzzzzzzz/board");
        Assert.Equal(HttpStatusCode.NoContent, unknown.StatusCode);
        Assert.Null(await web.Services.GetRequiredService<BoardSnapshots>().OfAsync("zzzzzzzz"));
    }

    [Fact]
    public async Task Of_more_runs_than_are_held_those_go_that_were_asked_for_longest_ago_but_never_the_last()
    {
        var clock = new Clock();
        var snapshots = new BoardSnapshots(new SweepReader(web.Views, TimeProvider.System), clock, mostRuns: 4); // two sweeps of a run
        var sweeps = new List<string>();
        for (var n = 0; n < 3; n++)
        {
            sweeps.Add(await Some.SweepAsync(web));
            await Some.CompletedRunAsync(web, sweeps[n]);
        }
        var first = await KeyAsync(sweeps[0]);
        var second = await KeyAsync(sweeps[1]);
        Assert.Equal(first, await KeyAsync(sweeps[0])); // asked for again, so that the second is the next to go
        var third = await KeyAsync(sweeps[2]);
        Assert.Equal([true, false, true], new[] { first, second, third }.Select(key => snapshots.Find(key) is not null));

        for (var n = 0; n < 3; n++)
            await Some.CompletedRunAsync(web, sweeps[1]);
        var last = await KeyAsync(sweeps[1]); // more than all that may be held
        Assert.Equal([false, false, true], new[] { first, third, last }.Select(key => snapshots.Find(key) is not null));

        async Task<string> KeyAsync(string sweep)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await snapshots.OfAsync(sweep))!.Key;
        }
    }

    [Fact]
    public async Task One_that_nobody_has_asked_for_in_a_minute_is_forgotten()
    {
        var clock = new Clock();
        var snapshots = new BoardSnapshots(new SweepReader(web.Views, TimeProvider.System), clock);
        var key = (await snapshots.OfAsync(await Some.SweepAsync(web)))!.Key;
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.NotNull(snapshots.Find(key));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(snapshots.Find(key));
    }

    private sealed class Clock : TimeProvider
    {
        private TimeSpan _passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _passed.Ticks;

        public void Advance(TimeSpan time) => _passed += time;
    }
}
