using Platform.Web.Compare;
using Platform.Web.Tests.Api;
using Platform.Web.Tests.Mlflow;
using Platform.Web.Tests.Pages;
using Xunit;

namespace Platform.Web.Tests.Compare;

/// <summary>The way back from a comparison to where its runs were chosen.</summary>
public sealed class ComparisonWayBackTests(WebServer web) : IClassFixture<WebServer>
{
    private readonly MlflowClient _client = new(web);

    [Fact]
    public async Task Trials_of_one_sweep_lead_back_to_it()
    {
        var sweep = await Some.SweepAsync(web, "name: walked from");
        Assert.Equal(["Sweeps: ", $"walked from: sweeps/{sweep}"], await WayBackAsync(await TrialAsync(sweep, 941), await TrialAsync(sweep, 942)));
    }

    [Fact]
    public async Task Runs_of_one_experiment_lead_back_to_it()
    {
        var experiment = await _client.ExperimentAsync("logged together");
        Assert.Equal(["Runs: runs", $"logged together: runs/experiments/{experiment}"], await WayBackAsync(await _client.RunAsync(experiment), await _client.RunAsync(experiment)));
    }

    [Fact]
    public async Task Runs_of_several_places_have_no_single_way_back()
    {
        var trial = await TrialAsync(await Some.SweepAsync(web), 943);
        Assert.Empty(await WayBackAsync(trial, await TrialAsync(await Some.SweepAsync(web), 944)));
        Assert.Empty(await WayBackAsync(trial, await _client.RunAsync(await _client.ExperimentAsync("logged elsewhere"))));
    }

    private async Task<string> TrialAsync(string sweep, int digest) => (await Some.CompletedRunAsync(web, sweep, checkpoint: Some.Digest(digest))).Id;

    private async Task<List<string>> WayBackAsync(params string[] runs)
    {
        var ids = string.Join(',', runs);
        await using var page = await PageDriver.OpenAsync<Comparison>(web.Services, $"compare?ids={ids}", ("Asked", ids));
        await page.ReadyAsync();
        var body = await page.SeeAsync();
        Assert.Equal(runs.All(id => id.Contains('-', StringComparison.Ordinal)) ? "Compare 2 trials" : "Compare 2 runs", body.QuerySelector("h1")!.Words());
        return [.. body.QuerySelectorAll(".crumbs a").Select(link => $"{link.Words()}: {link.GetAttribute("href")}")];
    }
}
