using Microsoft.Extensions.DependencyInjection;
using Platform.Core.Trials;
using Platform.Web.Experiments;
using Platform.Web.Live;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Api;

/// <summary>The home page's reader asks the database once for all who look.</summary>
public sealed class HomeReaderTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Many_who_heard_of_an_event_share_one_reading()
    {
        var reader = web.Services.GetRequiredService<HomeReader>();
        var id = await Some.SweepAsync(web);
        await Some.CompletedRunAsync(web, id, 0.9);
        var heard = (await web.GetAsync($"/api/v1/sweeps/{id}")).GetProperty("sweep").GetProperty("lastSequence").GetInt64();
        var before = reader.Readings;

        var seen = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => reader.ReadAsync(heard)));

        Assert.Equal(before + 1, reader.Readings);
        Assert.All(seen, home => Assert.Same(seen[0], home));
        Assert.Equal(0.9, seen[0].Sweeps.Single(sweep => sweep.Id == id).BestValue);
        Assert.Equal([0.9], seen[0].Trends[id]);
        Assert.True(seen[0].Through >= heard);
    }

    [Fact]
    public async Task The_address_of_the_home_page_says_what_is_looked_for()
    {
        await Some.SweepAsync(web);
        await using var page = await PageDriver.OpenAsync<SweepsPage>(web.Services, "?status=cancelled&q=no%20such%20sweep");
        var body = await (await page.ReadyAsync()).SeeAsync();
        Assert.StartsWith("Cancelled", body.QuerySelector("[aria-label='Filter by status'] [aria-pressed=true]")!.Words(), StringComparison.Ordinal);
        Assert.Equal("no such sweep", body.QuerySelector("[data-search]")!.GetAttribute("value"));
        Assert.Contains("No sweep passes the filter.", body.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_trial_is_shown_with_its_cause()
    {
        var reader = web.Services.GetRequiredService<HomeReader>();
        var trial = await Some.StartedRunAsync(web, await Some.SweepAsync(web));
        await reader.ReadAsync();
        await web.Commands.ApplyAsync(trial.Id, new FailTrial(1, 1, "The disk is full.", Some.Noon));

        var home = await reader.ReadAsync();

        Assert.Equal("The disk is full.", home.Failures.Single(failed => failed.Id == trial.Id).EndReason);
    }
}
