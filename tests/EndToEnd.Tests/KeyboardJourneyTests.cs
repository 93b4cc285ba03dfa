using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Platform.Testing;
using Xunit;

namespace EndToEnd.Tests;

/// <summary>The jobs that the other journeys do with a mouse, with Tab, Enter, Space, arrows and shortcuts only.</summary>
public sealed class KeyboardJourneyTests(RunningPlatform platform)
{
    [Fact(Timeout = Chromium.TestPatience)]
    public async Task The_main_job_is_done_by_keyboard_alone()
    {
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("");
        await HeadedAsync(page, "Sweeps");
        var sweep = await LaunchAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("completed", new() { Timeout = (float)Eventually.LongPatience.TotalMilliseconds });
        await CompareAsync(page);
        var best = (await platform.ReadAsync($"sweeps/{sweep}")).GetProperty("sweep").GetProperty("bestTrialId").GetString()!;
        await page.FindAsync($"by keyboard {best.Split('-')[1]}", $"by keyboard, trial {best.Split('-')[1]}");
        await Assertions.Expect(page).ToHaveURLAsync(Ending($"/trials/{best}"));
        await PromoteAsync(page, best);
        await DrawAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task A_sweep_is_steered_and_what_was_done_is_undone_by_keyboard_alone()
    {
        var sweep = await platform.LaunchLongAsync("kept waiting");
        using var noReason = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var paused = await platform.Http.PostAsync($"api/v1/sweeps/{sweep}/pause", noReason);
        paused.EnsureSuccessStatusCode();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("");
        await HeadedAsync(page, "Sweeps");
        await Assertions.Expect(page.Link("seeded")).ToBeVisibleAsync();
        await page.KeysAsync("/");
        await page.Keyboard.TypeAsync("waiting");
        await Assertions.Expect(page.Link("seeded")).ToHaveCountAsync(0);
        await page.TabToAsync(page.Link("waiting"));
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.Button("Resume")).ToBeVisibleAsync();
        await page.GoBackAsync(); // to the list as it was
        await Assertions.Expect(page.GetByLabel("Filter sweeps")).ToHaveValueAsync("waiting");
        await Assertions.Expect(page.Link("waiting")).ToBeVisibleAsync();
        await Assertions.Expect(page.Link("seeded")).ToHaveCountAsync(0);
        await page.KeysAsync("g", "m");
        await HeadedAsync(page, "Models");
        await page.FindAsync("kept waiting", "kept waiting");
        await Assertions.Expect(page.Button("Resume")).ToBeVisibleAsync();
        await page.KeysAsync("p");
        await Eventually.HoldsAsync(async () => await StatusAsync(sweep) == "running");
        await Assertions.Expect(page.Locator("[data-toast]")).ToContainTextAsync("kept waiting goes on.");
        await page.KeysAsync("z"); // writes the pause
        await Eventually.HoldsAsync(async () => await StatusAsync(sweep) == "paused");

        var priority = await PriorityAsync(sweep);
        await page.TabToAsync(page.GetByLabel("Priority, 10 goes first"));
        await page.KeysAsync("ArrowUp"); // one higher
        await Eventually.HoldsAsync(async () => await PriorityAsync(sweep) == priority + 1);
        await page.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Undo: The priority" }), most: 60); // at the page's end
        await page.KeysAsync("Enter");
        await Eventually.HoldsAsync(async () => await PriorityAsync(sweep) == priority);
        await page.FindAsync("clone", "Clone this sweep");
        await HeadedAsync(page, "New sweep");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Chromium.TestPatience)]
    public async Task Runs_labels_and_retrainings_are_reached_by_keyboard_alone()
    {
        var seed = await platform.SeedAsync();
        var page = await platform.Browser.NewPageAsync(platform.Address);
        await page.GotoAsync("");
        await HeadedAsync(page, "Sweeps");
        await page.KeysAsync("g", "p");
        await HeadedAsync(page, "Reports");
        await page.KeysAsync("g", "r");
        await HeadedAsync(page, "Runs");
        await page.TabToAsync(page.Link("seeded runs"));
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.Locator("[data-run]").First).ToBeVisibleAsync();
        foreach (var name in new[] { "seeded-11", "seeded-10" })
        {
            await page.TabToAsync(page.GetByLabel($"Choose {name}", new() { Exact = true }), most: 80);
            await page.KeysAsync("Space");
        }
        await Assertions.Expect(page.Button("Compare 2")).ToBeEnabledAsync();
        await page.KeysAsync("x");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/runs/compare\\?runs=", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await page.FindAsync("seeded-3", "seeded-3");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("seeded-3");
        await page.FindAsync("delete", "Delete this run");
        await Assertions.Expect(page.GetByText("This run is deleted.")).ToBeVisibleAsync();
        await page.KeysAsync("z");
        await Assertions.Expect(page.GetByText("This run is deleted.")).ToBeHiddenAsync();
        await page.TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Events" }));
        await page.KeysAsync("Enter");
        await Assertions.Expect(page.Locator("[data-event=run_restored]")).ToBeVisibleAsync();

        await page.FindAsync("two folds", "two folds");
        await page.TabToAsync(page.Link("Labels"));
        await page.KeysAsync("Enter");
        var row = page.Region("Row to judge").GetByRole(AriaRole.Heading);
        await Assertions.Expect(row).ToContainTextAsync("Row");
        var first = await row.InnerTextAsync();
        await page.KeysAsync("s");
        await Assertions.Expect(row).Not.ToHaveTextAsync(first);
        await page.KeysAsync("u");
        await Assertions.Expect(row).ToHaveTextAsync(first);

        await page.FindAsync(SeededPages.Model, SeededPages.Model);
        await page.TabToAsync(page.Button("Set a retraining"), most: 60);
        await page.KeysAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = $"Train {SeededPages.Model} again" });
        await page.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Set it", Exact = true }));
        await page.KeysAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await Assertions.Expect(page.Button("Set a retraining")).ToBeFocusedAsync(); // where it was
        await page.KeysAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" })).ToBeVisibleAsync();
        await page.KeysAsync("Escape");
        await page.Context.CloseAsync();
    }

    private async Task<string> LaunchAsync(IPage page)
    {
        await page.KeysAsync("n");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "New sweep" })).ToBeFocusedAsync();
        foreach (var (label, value) in new[] { ("Name", "by keyboard"), ("Trials", "3"), ("Epochs", "2"), ("Training rows", "600") })
        {
            await page.TabToAsync(page.GetByRole(AriaRole.Textbox, new() { Name = label, Exact = true }), most: 80);
            await page.TypeOverAsync(value);
        }
        await page.KeysAsync("Tab");
        await Assertions.Expect(page.GetByLabel("Sweep file as YAML")).ToHaveValueAsync(new Regex("train_samples: 600\\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.FindAsync("launch", "Launch this sweep");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sweeps/[a-z0-9]{8}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        var id = new Uri(page.Url).Segments[^1];
        Assert.Equal(3, (await SweepAsync(id)).GetProperty("spec").GetProperty("trials").GetInt32());
        return id;
    }

    private static async Task CompareAsync(IPage page)
    {
        for (var trial = 1; trial <= 2; trial++)
        {
            await page.TabToAsync(page.GetByLabel(string.Create(CultureInfo.InvariantCulture, $"Choose trial {trial}"), new() { Exact = true }), most: 80);
            await page.KeysAsync("Space");
        }
        await Assertions.Expect(page.Button("Compare 2")).ToBeEnabledAsync();
        await page.KeysAsync("x");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/compare\\?ids=", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await page.DrawsMoreThanAsync("series", 1);
    }

    private async Task PromoteAsync(IPage page, string best)
    {
        await Assertions.Expect(page.Button("Reproduce")).ToBeEnabledAsync();
        await page.KeysAsync("r");
        await Assertions.Expect(page.Locator("[data-verdict=identical]")).ToBeVisibleAsync();
        await page.KeysAsync("p");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Promote this trial" });
        await page.TabToAsync(dialog.GetByLabel("Model", new() { Exact = true }));
        await page.TypeOverAsync("keyboard");
        await page.TabToAsync(dialog.GetByLabel("Why", new() { Exact = true }));
        await page.Keyboard.TypeAsync("Found without a mouse");
        await page.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Promote", Exact = true }));
        await page.KeysAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(Ending("/models/keyboard"));
        var version = (await platform.ReadAsync("models/keyboard")).GetProperty("versions")[0];
        Assert.Equal((best, "Found without a mouse"), (version.GetProperty("trialId").GetString(), version.GetProperty("why").GetString()));
    }

    // A stroke from top to bottom is what a one looks like; which class the model says is its own affair.
    private async Task DrawAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("canvas[data-ready]")).ToBeVisibleAsync();
        await page.TabToAsync(page.GetByRole(AriaRole.Application, new() { Name = "Drawing area" }), most: 60);
        await page.KeysAsync("Space", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Space");
        await Assertions.Expect(page.Locator("[data-predicted]")).ToBeVisibleAsync();
        await page.KeysAsync("z"); // the promotion's message: its alias goes back, the version stays
        await Eventually.HoldsAsync(async () => !(await platform.ReadAsync("models/keyboard")).GetProperty("aliases").TryGetProperty("champion", out _));
        Assert.Equal(1, (await platform.ReadAsync("models/keyboard")).GetProperty("versions").GetArrayLength());
    }

    private static Task HeadedAsync(IPage page, string heading) =>
        Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = heading })).ToBeVisibleAsync();

    private static Regex Ending(string path) => new(Regex.Escape(path) + "$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private async Task<JsonElement> SweepAsync(string id) => (await platform.ReadAsync($"sweeps/{id}")).GetProperty("sweep");

    private async Task<string?> StatusAsync(string id) => (await SweepAsync(id)).GetProperty("status").GetString();

    private async Task<int> PriorityAsync(string id) => (await SweepAsync(id)).GetProperty("priority").GetInt32();
}
