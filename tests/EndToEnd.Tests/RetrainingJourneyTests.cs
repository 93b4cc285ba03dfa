using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>A model is trained again as a person plans it: a schedule, unchanged data, corrected labels, the challenger.</summary>
public sealed class RetrainingJourneyTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_model_is_planned_to_be_trained_again_and_its_corrected_data_make_a_challenger()
    {
        await PromoteAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("models/moons");
        await PlanAsync(page);
        await RunNowAsync(page, force: false);
        await Assertions.Expect(page.Locator("[data-retraining='1']")).ToContainTextAsync("The data have not changed");

        await PostAsync("datasets/moons/labels?reason=looked", "part,row,label\ntrain,0,upper\ntrain,1,upper\ntrain,2,upper\n", "text/csv");
        await RunNowAsync(page, force: false);
        await Assertions.Expect(page.Locator("[data-retraining='2']")).ToContainTextAsync("finished: version 2");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("challenger → 2");
        await Assertions.Expect(page.Region("Versions")).ToContainTextAsync("the champion, version 1, has test accuracy");
        await page.Context.CloseAsync();
        await TakePicturesAsync();
    }

    private async Task PromoteAsync()
    {
        var sweep = (await PostAsync("sweeps", "name: moons\ndata: moons\nepochs: 3\ntrials: 1\nfixed: {model: mlp}\nspace: {learning_rate: {type: float, low: 0.003, high: 0.01, log: true}}\n", "application/yaml")).GetProperty("id").GetString()!;
        await Eventually.HoldsAsync(async () => (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("status").GetString() == "completed", expected: "the sweep is completed");
        await PostAsync("models/moons/versions", $$"""{"trialId":"{{sweep}}-1","alias":"champion","why":"the first"}""", "application/json");
    }

    private static async Task PlanAsync(IPage page)
    {
        await page.Button("Set a retraining").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("When", new() { Exact = true }).FillAsync("0 3 * * *");
        await dialog.GetByLabel("Epochs", new() { Exact = true }).FillAsync("2");
        await dialog.GetByLabel("Trials", new() { Exact = true }).FillAsync("2");
        await Submit(dialog).ClickAsync();
        await Assertions.Expect(dialog.GetByText("here seconds come first")).ToBeVisibleAsync();
        await Screenshots.TakeAsync(page, "retraining-dialog");
        await dialog.GetByLabel("When", new() { Exact = true }).FillAsync("0 0 3 * * ?");
        await Assertions.Expect(dialog.GetByText("03:00:00 UTC")).ToBeVisibleAsync();
        await Submit(dialog).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Next times" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
    }

    private static ILocator Submit(ILocator dialog) => dialog.GetByRole(AriaRole.Button, new() { Name = "Set it", Exact = true });

    private static async Task RunNowAsync(IPage page, bool force)
    {
        await page.Region("Retraining").GetByRole(AriaRole.Button, new() { Name = "Run now", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Also when the data have not changed").SetCheckedAsync(force);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Run now", Exact = true }).ClickAsync();
    }

    private async Task TakePicturesAsync()
    {
        foreach (var width in new[] { 1440, 390 })
        {
            foreach (var dark in new[] { false, true })
            {
                var page = await platform.Browser.NewPageAsync(platform.Address, width, dark);
                await page.GotoAsync("models/moons");
                await page.WaitForSelectorAsync("[data-retraining='2']");
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                Assert.True(overflow <= 0, $"The page is {overflow} pixels wider than a window of {width}.");
                await Screenshots.TakeAsync(page, $"retraining-{width}-{(dark ? "dark" : "light")}");
                await page.Context.CloseAsync();
            }
        }
    }

    private async Task<JsonElement> PostAsync(string path, string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await platform.Http.PostAsync($"api/v1/{path}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
