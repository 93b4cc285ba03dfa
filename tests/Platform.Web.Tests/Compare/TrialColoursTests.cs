using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Platform.Web.Compare;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Compare;

/// <summary>Trials of a sweep keep on the comparison the colours that its page draws them in (chart-board.js).</summary>
public sealed class TrialColoursTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Of_few_trials_each_keeps_its_own_and_the_best_the_accent()
    {
        var sweep = await SweepOfAsync(4, best: 3);
        Assert.Equal(["Trial 4: swatch c4", "Trial 3: swatch c0", "Trial 1: swatch c1"], await SwatchesAsync($"{sweep}-4", $"{sweep}-3", $"{sweep}-1"));
    }

    [Fact]
    public async Task Of_many_trials_those_that_were_chosen_have_the_colours_of_their_order()
    {
        var sweep = await SweepOfAsync(11, best: 3);
        Assert.Equal(["Trial 11: swatch c1", "Trial 3: swatch c2", "Trial 2: swatch c3"], await SwatchesAsync($"{sweep}-11", $"{sweep}-3", $"{sweep}-2"));
        var all = await SwatchesAsync([.. Enumerable.Range(1, 11).Select(number => $"{sweep}-{number}")]); // more than there are colours on the sweep's page
        Assert.Equal(("Trial 1: swatch c0", "Trial 11: swatch c0 dashed"), (all[0], all[^1]));
    }

    [Fact]
    public async Task Runs_of_several_places_have_the_colours_of_their_order()
    {
        var (one, other) = (await SweepOfAsync(2, best: 1), await SweepOfAsync(2, best: 1));
        Assert.Equal(["Trial 2: swatch c0", "Trial 2: swatch c1"], await SwatchesAsync($"{one}-2", $"{other}-2"));
        var client = new MlflowClient(web);
        var logged = await client.RunAsync(await client.ExperimentAsync("coloured"));
        Assert.Equal("Trial 2: swatch c0", (await SwatchesAsync($"{one}-2", logged))[0]);
        Assert.Equal([$"trials/{one}-2", $"runs/{logged}"], (await web.Services.GetRequiredService<ComparedRuns>().ReadAsync([$"{one}-2", logged], TestContext.Current.CancellationToken)).Select(run => run.Href));
    }

    private async Task<string> SweepOfAsync(int trials, int best)
    {
        var sweep = await Some.SweepAsync(web, string.Create(CultureInfo.InvariantCulture, $"trials: {trials}"));
        for (var number = 1; number <= trials; number++)
            await Some.CompletedRunAsync(web, sweep, number == best ? 0.9 : 0.5 + 0.01 * number);
        return sweep;
    }

    private async Task<List<string>> SwatchesAsync(params string[] runs)
    {
        var ids = string.Join(',', runs);
        await using var page = await PageDriver.OpenAsync<Comparison>(web.Services, $"compare?ids={ids}", ("Asked", ids));
        await page.ReadyAsync();
        var body = await page.SeeAsync();
        List<string> legend = [.. body.QuerySelectorAll(".legend-item").Select(item => $"{item.Words()}: {item.QuerySelector(".swatch")!.ClassName}")];
        Assert.Equal(legend, body.QuerySelectorAll("[aria-label=Metrics] .run-head").Select(head => $"{head.Words()}: {head.QuerySelector(".swatch")!.ClassName}")); // table and chart alike
        return legend;
    }
}
