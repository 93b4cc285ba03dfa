using System.Globalization;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>What a tested run gets wrong, as a person looks at it: the pictures behind a count of the confusion matrix, and a table's rows.</summary>
public sealed class MistakeJourneyTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_count_of_the_confusion_matrix_opens_its_pictures_by_keyboard_alone()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"trials/{seed.Best}");
        var counts = page.Locator("[data-confusion] button");
        await page.TabToAsync(page.Locator("[data-confusion] button[tabindex='0']"), most: 80);
        await page.KeysAsync("ArrowRight", "ArrowDown", "ArrowLeft"); // wherever that is: a count again
        var entered = await FocusedAsync(page);
        Assert.Contains("truly", entered, StringComparison.Ordinal);
        await page.KeysAsync("Shift+Tab", "Tab");
        Assert.Equal(entered, await FocusedAsync(page)); // one stop of the Tab key, however many counts
        var wrong = int.Parse(entered.Split(':')[0], CultureInfo.InvariantCulture);
        await page.KeysAsync("Enter");

        var card = page.Region("Wrong answers");
        await Assertions.Expect(card.Locator(".mistakes img")).ToHaveCountAsync(Math.Min(48, wrong));
        await Assertions.Expect(counts.And(page.Locator("[aria-pressed=true]"))).ToHaveCountAsync(1);
        await Assertions.Expect(card.Locator("[data-listed]")).Not.ToHaveAttributeAsync("data-listed", "0");
        Assert.Equal(entered.Split(": ")[1], (await card.Locator(".mistakes img").First.GetAttributeAsync("alt"))!.Split(": ")[1]);
        Assert.True(await card.Locator(".mistakes img").First.EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth === 28; }"));
        await page.TabToAsync(card.GetByRole(AriaRole.Button, new() { Name = "All mistakes" }));
        await page.KeysAsync("Enter");
        var all = await card.Locator("[data-mistakes]").GetAttributeAsync("data-mistakes");
        await Assertions.Expect(card.Locator("[data-listed]")).ToHaveAttributeAsync("data-listed", all!);
        await card.ScrollIntoViewIfNeededAsync();
        await Screenshots.TakeAsync(page, "mistakes");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_table_shows_the_rows_that_are_furthest_off()
    {
        var seed = await platform.SeedAsync();
        var best = (await platform.ReadAsync($"sweeps/{seed.Failing}")).GetProperty("sweep").GetProperty("bestTrialId").GetString()!;
        await Eventually.HoldsAsync(async () => (await platform.ReadAsync($"trials/{best}")).GetProperty("testMetrics").ValueKind == System.Text.Json.JsonValueKind.Object, expected: "the best trial is tested");
        var page = await platform.Browser.NewPageAsync(platform.Address, width: 390, dark: true);
        await page.GotoAsync($"trials/{best}");
        var card = page.Region("Wrong answers");
        await card.GetByRole(AriaRole.Button, new() { Name = "Show where it is furthest off" }).ClickAsync();

        await Assertions.Expect(card.Locator("[data-mistake]")).ToHaveCountAsync(48);
        await card.GetByRole(AriaRole.Button, new() { Name = "48 more" }).ClickAsync();
        await Assertions.Expect(card.Locator("[data-mistake]")).ToHaveCountAsync(96);
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overflow <= 0, $"The page is {overflow} pixels wider than a window of 390.");
        await Screenshots.TakeAsync(page, "mistakes-table-narrow");
        await page.Context.CloseAsync();
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label') ?? ''");
}
