using AngleSharp.Dom;
using Platform.Core.Views;
using Platform.Web.Registry;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>The dialogs that move an alias, on a real server without a browser.</summary>
public sealed class PromotionDialogTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task A_worse_run_is_promoted_only_by_the_button_in_the_warning()
    {
        await PromoteAsync("pressed", await RunAsync(0.95), "champion");
        var worse = await RunAsync(0.9);
        await using var dialog = await PageDriver.OpenAsync<PromoteDialog>(web.Services, "", ("Run", worse));
        await dialog.ReadyAsync();
        await dialog.TypeAsync("promote-model", "pressed");
        await dialog.SubmitAsync("stack");
        await dialog.SubmitAsync("stack"); // the second half of a slow double click
        Assert.Equal("Promote anyway", (await dialog.SeeAsync()).QuerySelector(".notice.warn button")!.Words());
        Assert.Equal(1, (await web.Views.ModelAsync("pressed"))!.Aliases["champion"]);

        await dialog.PressAsync("Promote anyway");
        Assert.Equal(2, (await web.Views.ModelAsync("pressed"))!.Aliases["champion"]);
    }

    [Fact]
    public async Task An_alias_moves_to_a_worse_version_only_by_the_button_in_the_warning()
    {
        await PromoteAsync("moved", await RunAsync(0.95), "champion");
        await PromoteAsync("moved", await RunAsync(0.9), null);
        await using var dialog = await PageDriver.OpenAsync<AliasDialog>(web.Services, "", ("Model", await web.Views.ModelAsync("moved")), ("Version", 2));
        await dialog.SubmitAsync("stack");
        await dialog.SubmitAsync("stack");
        Assert.Equal(1, (await web.Views.ModelAsync("moved"))!.Aliases["champion"]);

        await dialog.PressAsync("Do it anyway");
        Assert.Equal(2, (await web.Views.ModelAsync("moved"))!.Aliases["champion"]);
    }

    [Fact]
    public async Task Without_an_alias_the_version_is_named_that_the_run_becomes_or_is_already()
    {
        await PromoteAsync("counted", await RunAsync(0.95), null);
        var second = await RunAsync(0.9);
        await PromoteAsync("counted", second, null);

        Assert.Equal("It can be asked for as counted@3.", await HelpAsync(await RunAsync(0.8), "counted"));
        Assert.Equal("It can be asked for as counted@2.", await HelpAsync(second, "counted"));
        Assert.Equal("It can be asked for as brand-new@1.", await HelpAsync(second, "brand-new"));
    }

    private async Task<string> HelpAsync(TrialView run, string model)
    {
        await using var dialog = await PageDriver.OpenAsync<PromoteDialog>(web.Services, "", ("Run", run));
        await dialog.ReadyAsync();
        await dialog.TypeAsync("promote-model", model);
        Assert.Contains($"{model}@champion", (await dialog.SeeAsync()).Words(), StringComparison.Ordinal);
        await dialog.EnterAsync("promote-alias", "");
        return (await dialog.SeeAsync()).QuerySelector("#promote-alias")!.ParentElement!.QuerySelector(".help")!.Words();
    }

    private async Task<TrialView> RunAsync(double accuracy)
    {
        var digest = Some.Digest((int)(accuracy * 1_000));
        var trial = await Some.CompletedRunAsync(web, await Some.SweepAsync(web), accuracy, digest);
        Some.StoreCheckpoint(web, digest);
        await Some.TestedAsync(web, trial, accuracy);
        return (await web.Views.TrialAsync(trial.Id))!;
    }

    private async Task PromoteAsync(string model, TrialView run, string? alias) => await web.PostAsync(
        $"/api/v1/models/{model}/versions", alias is null ? $$"""{"trialId":"{{run.Id}}"}""" : $$"""{"trialId":"{{run.Id}}","alias":"{{alias}}"}""", System.Net.HttpStatusCode.Created);
}
