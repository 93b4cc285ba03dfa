using System.Globalization;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>A sweep begun from a template, and what a run gets wrong, with Tab, Enter, Space, arrows and shortcuts only.</summary>
public sealed class KeyboardLaunchJourneyTests(RunningPlatform platform)
{
    private const int Far = 150; // presses of Tab to the end of a long form

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_sweep_is_begun_from_a_template_changed_launched_and_cancelled_by_keyboard_alone()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Sweeps" })).ToBeVisibleAsync();
        await page.KeysAsync("n");
        await HeadedAsync(page, "New sweep");
        await page.TabToAsync(page.Link("A table"));
        await page.KeysAsync("Enter");
        var name = page.GetByLabel("Name", new() { Exact = true });
        await Assertions.Expect(name).ToHaveValueAsync("table, trees or networks");

        // Everything below is after the templates, so the way goes on from the one that was taken.
        await page.TabToAsync(name);
        await page.TypeOverAsync("a table by keyboard");
        var trials = page.GetByRole(AriaRole.Textbox, new() { Name = "Trials", Exact = true });
        await page.TabToAsync(trials, Far);
        await page.TypeOverAsync("0");
        await page.KeysAsync("Tab");
        await Assertions.Expect(trials).ToHaveAttributeAsync("aria-invalid", "true");
        await page.TabToAsync(page.Button("Launch"), Far);
        await page.KeysAsync("Enter"); // goes to what is to mend
        await Assertions.Expect(trials).ToBeFocusedAsync();
        await page.TypeOverAsync("200"); // it runs still when it is cancelled
        await page.KeysAsync("Tab");
        await Assertions.Expect(trials).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await page.TabToAsync(page.GetByRole(AriaRole.Textbox, new() { Name = "Priority", Exact = true }), Far);
        await page.TypeOverAsync("1");
        await page.TabToAsync(page.Button("Launch"), Far);
        await page.KeysAsync("Enter");

        var heading = page.GetByRole(AriaRole.Heading, new() { Level = 1 });
        await Assertions.Expect(heading).ToContainTextAsync("a table by keyboard");
        await Assertions.Expect(heading).ToBeFocusedAsync(); // the next Tab goes into the sweep's page
        var spec = (await platform.ReadAsync($"sweeps/{new Uri(page.Url).Segments[^1]}")).GetProperty("sweep").GetProperty("spec");
        Assert.Equal(("friedman", 200, 1), (spec.GetProperty("data").GetString(), spec.GetProperty("trials").GetInt32(), spec.GetProperty("priority").GetInt32()));
        await page.TabToAsync(page.Button("Cancel"));
        await page.KeysAsync("Enter");
        await page.TabToAsync(page.Button("Cancel the sweep"), most: 10);
        await page.KeysAsync("Enter");
        await Assertions.Expect(heading).ToContainTextAsync("cancelled");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_table_is_added_and_learnt_from_by_keyboard_alone()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("new-data");
        var file = page.GetByLabel("CSV file");
        await page.TabToAsync(file);
        await file.SetInputFilesAsync(new FilePayload { Name = "Keyed rents.csv", MimeType = AddTableJourneyTests.Flawed.MimeType, Buffer = AddTableJourneyTests.Flawed.Buffer }); // what the system's own dialog would do
        var name = page.GetByLabel("Name of the data set");
        await Assertions.Expect(name).ToHaveValueAsync("keyed-rents");
        await page.TabToAsync(name);
        await page.TypeOverAsync("rents-by-keys");
        await page.TabToAsync(page.GetByLabel("Use id"));
        await page.KeysAsync("Space");
        await Assertions.Expect(page.GetByLabel("Use id")).Not.ToBeCheckedAsync();
        await page.TabToAsync(page.Button("Add 120 rows as rents-by-keys"));
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync(); // of the data set's page
        await page.TabToAsync(page.Link("Sweep on this data"));
        await page.KeysAsync("Enter");
        await HeadedAsync(page, "New sweep");
        await page.TabToAsync(page.GetByRole(AriaRole.Textbox, new() { Name = "Trials", Exact = true }), Far);
        await page.TypeOverAsync("2");
        await page.TabToAsync(page.Button("Launch"), Far);
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("completed");
        Assert.Equal("rents-by-keys", (await platform.ReadAsync($"sweeps/{new Uri(page.Url).Segments[^1]}")).GetProperty("sweep").GetProperty("spec").GetProperty("data").GetString());
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Mistakes_are_asked_for_narrowed_widened_and_read_on_by_keyboard_alone()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync($"trials/{seed.Best}");
        var card = page.Region("Wrong answers");
        await page.TabToAsync(card.GetByRole(AriaRole.Button, new() { Name = "Show what it gets wrong" }), Far);
        await page.KeysAsync("Enter");
        var listed = card.Locator("[data-listed]");
        await Assertions.Expect(listed).ToBeVisibleAsync();
        var all = await CountAsync();
        Assert.True(all > 96, $"{all} mistakes are too few to read on twice");

        var truly = card.GetByLabel("Truly");
        await page.TabToAsync(truly, most: 2); // next to where the button was
        await page.Keyboard.TypeAsync("3");
        await Assertions.Expect(truly).ToHaveValueAsync("3");
        await Assertions.Expect(card.GetByRole(AriaRole.Button, new() { Name = "All mistakes" })).ToBeVisibleAsync();
        var threes = await CountAsync();
        Assert.InRange(threes, 1, all - 1);
        await Assertions.Expect(page.Locator("[data-confusion] [aria-pressed=true]")).ToHaveCountAsync(0); // a row is no single count
        await page.TabToAsync(card.GetByLabel("Taken for"), most: 2);
        await page.KeysAsync("ArrowDown");
        await Assertions.Expect(card.GetByLabel("Taken for")).Not.ToHaveValueAsync("");
        await page.TabToAsync(card.GetByRole(AriaRole.Button, new() { Name = "All mistakes" }), most: 2);
        await page.KeysAsync("Enter");
        await Assertions.Expect(listed).ToHaveAttributeAsync("data-listed", all.ToString(CultureInfo.InvariantCulture));

        var pictures = card.Locator(".mistakes img");
        var more = card.GetByRole(AriaRole.Button, new() { Name = "more" });
        await Assertions.Expect(pictures).ToHaveCountAsync(48);
        await page.TabToAsync(more, Far);
        await page.KeysAsync("Enter");
        await Assertions.Expect(pictures).ToHaveCountAsync(96);
        await Assertions.Expect(more).ToBeFocusedAsync(); // so that it can be pressed again
        for (var shown = 96; shown < all; shown += 48)
        {
            await page.KeysAsync("Enter");
            await Assertions.Expect(pictures).ToHaveCountAsync(Math.Min(all, shown + 48));
        }

        await Assertions.Expect(more).ToHaveCountAsync(0);
        await page.KeysAsync("Shift+Tab"); // the way goes on from where the button was, not from the top of the page
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('#mistakes').contains(document.activeElement)"));
        await page.Context.CloseAsync();

        async Task<int> CountAsync() => int.Parse((await listed.GetAttributeAsync("data-listed"))!, CultureInfo.InvariantCulture);
    }

    private static async Task HeadedAsync(IPage page, string title) => await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = title })).ToBeFocusedAsync();
}
