using System.Text.Json;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>Pausing, resuming, reprioritising, cancelling and cloning from the page; every step is an event of the sweep with who did it.</summary>
public sealed class SteeringTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_running_sweep_is_paused_reprioritised_resumed_and_cancelled_from_its_page()
    {
        var id = await platform.LaunchLongAsync("steered");
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("");
        await page.Button("Set your name").ClickAsync();
        await page.GetByLabel("Your name", new() { Exact = true }).FillAsync("Grace");
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.Button("Grace")).ToBeVisibleAsync();

        await page.GotoAsync($"sweeps/{id}");
        await page.Button("Pause").ClickAsync();
        await Assertions.Expect(page.Button("Resume")).ToBeVisibleAsync();
        Assert.Equal("paused", await StatusAsync(id));

        await page.GetByLabel("Priority, 10 goes first").SelectOptionAsync("9");
        await Eventually.HoldsAsync(async () => (await SweepAsync(id)).GetProperty("priority").GetInt32() == 9);

        await page.Button("Resume").ClickAsync();
        await Eventually.HoldsAsync(async () => await StatusAsync(id) == "running");

        await page.Button("Cancel").ClickAsync();
        await page.GetByLabel("Why (optional)").FillAsync("Seen enough");
        await page.Button("Cancel the sweep").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("cancelled");
        Assert.Equal("cancelled", await StatusAsync(id));

        await page.Link("Clone").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("steered (again)");
        await Assertions.Expect(page.GetByLabel("Trials", new() { Exact = true })).ToHaveValueAsync("200");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Keys_lead_to_the_pages_and_the_theme_is_remembered()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("models");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Models" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("n");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "New sweep" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("s");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Sweeps" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");

        var theme = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Theme", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) });
        await theme.ClickAsync();
        await theme.ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task An_address_of_nothing_says_so_and_leads_back()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        foreach (var path in new[] { "sweeps/zzzzzzzz", "runs/zzzzzzzz-1", "trials/zzzzzzzz-1", "models/nobody" })
        {
            await page.GotoAsync(path);
            await Assertions.Expect(page.GetByText("There is no such page")).ToBeVisibleAsync();
        }
        await page.GotoAsync("runs/zzzzzzzz-1#epochs"); // where trials were before
        await Assertions.Expect(page).ToHaveURLAsync($"{platform.Address}trials/zzzzzzzz-1#epochs");
        await page.Link("All sweeps").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Sweeps" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private async Task<JsonElement> SweepAsync(string id) => (await platform.ReadAsync($"sweeps/{id}")).GetProperty("sweep");

    private async Task<string?> StatusAsync(string id) => (await SweepAsync(id)).GetProperty("status").GetString();
}
