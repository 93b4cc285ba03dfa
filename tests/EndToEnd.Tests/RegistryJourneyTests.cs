using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>A promotion as a person meets it: a gate refuses, a reason overrides it, a rollback takes it back and is undone; each an event.</summary>
public sealed class RegistryJourneyTests(RunningPlatform platform)
{
    private const string Model = "guarded-journey";

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_gate_refuses_a_reason_overrides_and_a_rollback_takes_it_back()
    {
        await SendAsync(HttpMethod.Post, "api/2.0/mlflow/registered-models/create", $$"""{"name":"{{Model}}"}""");
        foreach (var version in new[] { "one", "two" })
            await SendAsync(HttpMethod.Post, "api/2.0/mlflow/model-versions/create", $$"""{"name":"{{Model}}","source":"s3://models/{{version}}"}""");
        await SendAsync(HttpMethod.Put, $"api/v1/models/{Model}/aliases/champion", """{"version":1,"confirm":true}""");

        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"models/{Model}");
        await SetGateAsync(page);
        await OverrideAsync(page);
        await RollBackAsync(page);
        await WriteCardAsync(page);
        await page.Context.CloseAsync();
        await TakePicturesAsync();
    }

    private async Task SetGateAsync(IPage page)
    {
        await page.Button("Set gates").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Measure of gate 1").PressSequentiallyAsync("test_accuracy"); // its versions were not tested here: there is nothing to choose from
        await dialog.GetByLabel("Limit of gate 1").FillAsync("high");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set gates" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("ends in no number")).ToBeVisibleAsync();
        await dialog.GetByLabel("Limit of gate 1").FillAsync("0.97");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set gates" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await Assertions.Expect(page.Region("Gates")).ToContainTextAsync("test_accuracy >= 0.97");
        Assert.Equal("test_accuracy >= 0.97", (await platform.ReadAsync($"models/{Model}/gates")).GetProperty("gates")[0].GetString());
    }

    private async Task OverrideAsync(IPage page)
    {
        await page.Button("Move an alias to version 2").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var point = dialog.GetByRole(AriaRole.Button, new() { Name = "Point it here" });
        await point.ClickAsync();
        await Assertions.Expect(dialog.Locator("[data-gates=refused]")).ToContainTextAsync("test_accuracy at least 0.97");
        await Assertions.Expect(dialog.Locator("[data-gates=refused]")).ToContainTextAsync("was not tested here");
        Assert.Equal(1, await ChampionAsync());

        var anyway = dialog.GetByRole(AriaRole.Button, new() { Name = "Override the gates" });
        await Assertions.Expect(anyway).ToBeDisabledAsync();
        await dialog.GetByLabel("Reason to override the gates").FillAsync("a demo for the trade fair");
        await anyway.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("champion → 2");
        var evaluations = (await platform.ReadAsync($"models/{Model}")).GetProperty("evaluations").EnumerateArray().ToList();
        Assert.Equal(2, evaluations.Count);
        Assert.Equal(("a demo for the trade fair", JsonValueKind.Null), (evaluations[0].GetProperty("override").GetString(), evaluations[1].GetProperty("override").ValueKind));
    }

    private async Task RollBackAsync(IPage page)
    {
        await page.Button("Roll back champion to 1").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("champion → 1");
        await page.Button("Undo: champion to 2 again").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("champion → 2");
        var history = (await platform.ReadAsync($"models/{Model}")).GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(["undone", "rolledBack", null, null], history.Select(move => move.GetProperty("return").GetString()));
        var kinds = (await platform.ReadAsync($"models/{Model}/versions/2/lineage")).GetProperty("items").EnumerateArray().Select(step => step.GetProperty("kind").GetString());
        Assert.Equal(["version", "version", "gates", "gates", "alias", "alias", "alias"], kinds);
    }

    private async Task WriteCardAsync(IPage page)
    {
        var card = page.Region("Model card");
        await card.GetByRole(AriaRole.Button, new() { Name = "Write it" }).ClickAsync();
        await card.GetByLabel("Card in Markdown").FillAsync("## What it is for\n\nReading digits.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save the card" }).ClickAsync();
        await Assertions.Expect(card.GetByText("Written by")).ToBeVisibleAsync(); // the preview has the heading too
        await Assertions.Expect(card.GetByRole(AriaRole.Heading, new() { Name = "What it is for" })).ToBeVisibleAsync();
        Assert.Contains("Reading digits.", (await platform.ReadAsync($"models/{Model}/card")).GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    private async Task<int> ChampionAsync() => (await platform.ReadAsync($"models/{Model}")).GetProperty("aliases").GetProperty("champion").GetInt32();

    private async Task TakePicturesAsync()
    {
        foreach (var (width, dark) in new[] { (1440, false), (390, true) })
        {
            var page = await platform.Browser.NewPageAsync(platform.Address, width, dark);
            await page.GotoAsync($"models/{Model}");
            await Assertions.Expect(page.Region("Gates")).ToContainTextAsync("overridden");
            await page.Region("Gates").Locator("summary").First.ClickAsync();
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overflow <= 0, $"The page is {overflow} pixels wider than a window of {width}.");
            await Screenshots.TakeAsync(page, $"registry-{width}-{(dark ? "dark" : "light")}");
            await page.Context.CloseAsync();
        }
    }

    private async Task SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await platform.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
